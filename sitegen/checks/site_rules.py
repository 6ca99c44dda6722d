"""SG7: what holds for templates, for the texts of the site and for what is made of a paper."""

from __future__ import annotations

from sitegen.findings.diagnostics import Severity, define_rule

VALID_TEMPLATE = define_rule(
    "SG701",
    "templates_are_valid",
    Severity.ERROR,
    """A template is valid Jinja and uses only what it is given.

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

No page has the name of a folder that sitegen makes itself; the hint of the finding lists them.

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
    """A link of the navigation or of a guide leads to a page that the site has.

It names the page by its path from the root of the site; `quality-guide.md` is none. `sitegen
validate` asks for links to right below the root, such as `/about/`, and only where there are
guides; `sitegen build` for all.

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
    """The fonts that come with sitegen have every character of a report.

They have Latin, Greek, Cyrillic, Hebrew, Arabic and much of mathematics. Asked by `sitegen build`
only, when it makes PDFs.

Wrong:

    title: 跨语言迁移

Right:

    title: Cross-lingual transfer
""",
)
TELLING = define_rule(
    "SG705",
    "templates_tell_the_status",
    Severity.ERROR,
    """Whatever a template makes of a paper says how a reader should take it.

That is: whether it was retracted, superseded, falsified, corrected, or given another status.

Wrong:

    <h1>{{ paper.manifest.work.title }}</h1>

Right:

    {% include "parts/status.html" %}
    <h1>{{ paper.display_title }}</h1>
""",
)
