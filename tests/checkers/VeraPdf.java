import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judges the PDFs that standard input names, one path a line, by veraPDF.
 *
 * <p>The arguments are flavours: "3a" for PDF/A-3a, "ua1" for PDF/UA-1. For each file and flavour one
 * line of standard output says how many checks were made, and one line for each rule that failed says
 * which, how often, what it asks and where it failed first. Fields are separated by tabs.
 */
public final class VeraPdf {
    /** All failed checks of a rule are counted, passed ones are not kept, messages are made. */
    private static final int ALL = -1;

    public static void main(String[] flavours) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        BufferedReader names =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String name = names.readLine(); name != null; name = names.readLine()) {
            for (String flavour : flavours) {
                judge(name, PDFAFlavour.byFlavourId(flavour), out);
            }
        }
        out.flush();
    }

    private static void judge(String name, PDFAFlavour flavour, PrintStream out) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(name), flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance()
                                .createValidator(flavour, ALL, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            say(out, name, flavour, "checks", result.getTotalAssertions());
            tellFailures(name, flavour, result, out);
        } catch (org.verapdf.core.ModelParsingException error) {
            say(out, name, flavour, "unreadable", error.getMessage());
        }
    }

    private static void tellFailures(
            String name, PDFAFlavour flavour, ValidationResult result, PrintStream out) {
        Map<String, TestAssertion> first = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (TestAssertion each : result.getTestAssertions()) {
            String rule = each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber();
            first.putIfAbsent(rule, each);
            counts.merge(rule, 1, Integer::sum);
        }
        first.forEach((rule, each) ->
                say(out, name, flavour, "failed", rule, counts.get(rule), each.getMessage(),
                        each.getErrorMessage(), each.getLocation().getContext()));
    }

    private static void say(PrintStream out, String name, PDFAFlavour flavour, Object... fields) {
        out.print(name + "\t" + flavour.getId());
        for (Object field : fields) {
            out.print("\t" + String.valueOf(field).replaceAll("\\s+", " "));
        }
        out.print("\n");
    }
}
