// Formats items with citeproc-js: node citeproc.js MODULES ITEMS LOCALE STYLE…, JSON to stdout.
const fs = require("fs");
const [modules, items, locale, ...styles] = process.argv.slice(2);
const CSL = require(`${modules}/citeproc`);
const read = (path) => fs.readFileSync(path, "utf8");
const formatted = styles.map((style) => {
  let item;
  const system = { retrieveLocale: () => read(locale), retrieveItem: () => item };
  const engine = new CSL.Engine(system, read(style), "en-US");
  engine.setOutputFormat("html");
  return JSON.parse(read(items)).map((each, place) => {
    item = { ...each, id: `item-${place}` };
    engine.updateItems([item.id]); // one item at a time: nothing to tell apart
    return engine.makeBibliography()[1][0];
  });
});
process.stdout.write(JSON.stringify(formatted));
