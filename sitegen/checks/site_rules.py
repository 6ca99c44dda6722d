"""SG7: the rules for templates, for the guides of the site and for the output of a paper."""

from __future__ import annotations

from sitegen.findings.diagnostics import Severity, define_rule

VALID_TEMPLATE = define_rule(
    "SG701",
    "templates_are_valid",
    Severity.ERROR,
    """A template is valid Jinja and uses only the variables that exist.

Wrong:

    {{ panel.lable }}

Right:

    {{ panel.label }}
""",
)
GUIDE_HEAD = define_rule(
    "SG702",
    "guides_have_a_head",
    Severity.ERROR,
    """A page of `records/pages/` has a lower-case name and a YAML head between `---` lines.

No page has the name of a folder that sitegen makes itself; the finding lists these names.

Wrong:

    # About

Right:

    ---
    title: About
    description: Who publishes these papers.
    ---
    Text in Markdown.
""",
)
LINK_TARGETS = define_rule(
    "SG703",
    "links_lead_to_pages",
    Severity.ERROR,
    """A link in the navigation or in a guide leads to a page that exists.

It is the path of the page from the root of the site, not a file such as `quality-guide.md`.
`sitegen validate` checks links to the top level, such as `/about/`, and only if there are guides;
`sitegen build` checks all.

Wrong:

    [the guide](/quality/)

Right:

    [the guide](/quality-guide/)
""",
)
SHOWN_IN_PDF = define_rule(
    "SG704",
    "reports_show_every_character",
    Severity.WARNING,
    """The fonts of PDFs have every character of a paper.

Those that come with sitegen have Latin, Greek, Cyrillic, Hebrew, Arabic and many mathematical
symbols. For other scripts, such as Chinese, Hindi or Thai, or for emoji, a project names more in
`fonts` of `site.yaml`: files in `templates/fonts`, or `extra:scripts` after
`pip install 'assignee-sitegen[scripts]'`. A PDF shows � for a character that no font has; pages
show what the reader's machine has. With `missing_glyphs: error` in `site.yaml`, this is an error.

Wrong:

    title: 跨语言迁移    # without `fonts` in site.yaml

Right:

    title: 跨语言迁移    # with `fonts: [extra:scripts]` in site.yaml
""",
)
SHOWN_STATUS = define_rule(
    "SG705",
    "templates_tell_the_status",
    Severity.ERROR,
    """A template shows the status of the paper.

That is whether the paper was retracted, superseded, falsified, corrected, or given another status.

Wrong:

    <h1>{{ paper.manifest.work.title }}</h1>

Right:

    {% include "parts/status.html" %}
    <h1>{{ paper.display_title }}</h1>
""",
)
USABLE_FONT = define_rule(
    "SG706",
    "fonts_can_be_used",
    Severity.ERROR,
    """A font of a project is there, is whole, and has outlines.

That holds for the files that `fonts` in `site.yaml` names, and for those in `templates/fonts` that
replace ours. A font of pixels, such as Noto Color Emoji, cannot be used: a PDF for archives needs
outlines, such as those of Noto Emoji.

Wrong:

    fonts: [fonts/NotoColorEmoji.ttf]

Right:

    fonts: [fonts/NotoEmoji-Regular.ttf]
""",
)
