package io.milepost.email.template;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;
import org.xml.sax.helpers.LocatorImpl;

/**
 * Reads MJML for what would go wrong in silence: elements that MJML does not know or that stand where it drops them, files from
 * elsewhere, and values in places where escaping is no protection.
 */
final class MjmlLint extends DefaultHandler2 {
    /** Where an address goes. What is put in there is checked when a mail is made. */
    static final Set<String> ADDRESSES = Set.of("href", "src");

    private static final Set<String> WORDS = Set.of("alt", "title", "aria-label");
    private static final Set<String> CODE = Set.of("mj-style", "style", "script");

    private static final Set<String> HEAD = Set.of(
            "mj-attributes", "mj-breakpoint", "mj-font", "mj-html-attributes", "mj-preview", "mj-style", "mj-title");
    private static final Set<String> CONTENT = Set.of(
            "mj-accordion",
            "mj-button",
            "mj-carousel",
            "mj-divider",
            "mj-image",
            "mj-navbar",
            "mj-social",
            "mj-spacer",
            "mj-table",
            "mj-text");
    private static final Map<String, Set<String>> PARENTS = parents();

    private final Faults faults;
    private final Deque<String> open = new ArrayDeque<>();
    private Locator where = new LocatorImpl();

    MjmlLint(Faults faults) {
        this.faults = faults;
    }

    private static Map<String, Set<String>> parents() {
        Map<String, Set<String>> parents = new HashMap<>();
        HEAD.forEach(name -> parents.put(name, Set.of("mj-head")));
        CONTENT.forEach(name -> parents.put(name, Set.of("mj-column", "mj-hero")));
        parents.put("mj-head", Set.of("mjml"));
        parents.put("mj-body", Set.of("mjml"));
        parents.put("mj-wrapper", Set.of("mj-body"));
        parents.put("mj-section", Set.of("mj-body", "mj-wrapper"));
        parents.put("mj-hero", Set.of("mj-body", "mj-wrapper"));
        parents.put("mj-group", Set.of("mj-section"));
        parents.put("mj-column", Set.of("mj-section", "mj-group"));
        parents.put("mj-accordion-element", Set.of("mj-accordion"));
        parents.put("mj-accordion-title", Set.of("mj-accordion-element"));
        parents.put("mj-accordion-text", Set.of("mj-accordion-element"));
        parents.put("mj-carousel-image", Set.of("mj-carousel"));
        parents.put("mj-navbar-link", Set.of("mj-navbar"));
        parents.put("mj-social-element", Set.of("mj-social"));
        return parents;
    }

    /** Whether browsers take the text of such an element for code. */
    static boolean isCode(String element) {
        return CODE.contains(element.toLowerCase(Locale.ROOT));
    }

    @Override
    public void setDocumentLocator(Locator locator) {
        where = locator;
    }

    @Override
    public void startElement(String uri, String local, String name, Attributes attributes) {
        place(name);
        for (int i = 0; i < attributes.getLength(); i++) {
            String attribute = attributes.getQName(i);
            if (!attributes.getValue(i).contains("{{")) {
                continue;
            }
            if (open.contains("mj-head")) {
                fault("of the head, values may stand in <mj-title> and <mj-preview> alone");
            } else if (!ADDRESSES.contains(attribute) && !WORDS.contains(attribute)) {
                fault("no value may stand in " + attribute
                        + "; values may stand in href, src, alt, title, aria-label and" + " in text");
            }
        }
        open.push(name);
    }

    private void place(String name) {
        String parent = open.peek();
        if (parent == null) {
            if (!name.equals("mjml")) {
                fault("<mjml> is expected, not <" + name + ">");
            }
        } else if (name.equals("mj-include")) {
            fault("<mj-include> is not taken: a template is one file");
        } else if (name.startsWith("mj-") && !open.contains("mj-attributes") && !name.equals("mj-raw")) {
            Set<String> expected = PARENTS.get(name);
            if (expected == null) {
                fault("MJML has no <" + name + ">");
            } else if (!expected.contains(parent)) {
                fault("<" + name + "> stands in <" + parent + ">, where MJML does not show it; it belongs into <"
                        + String.join("> or <", new TreeSet<>(expected)) + ">");
            }
        }
    }

    @Override
    public void endElement(String uri, String local, String name) {
        open.pop();
    }

    @Override
    public void characters(char[] text, int start, int length) {
        String said = new String(text, start, length);
        if (said.contains("{{") && open.stream().anyMatch(MjmlLint::isCode)) {
            fault("no value may stand in <" + open.peek() + ">");
        }
    }

    @Override
    public void comment(char[] text, int start, int length) {
        if (new String(Arrays.copyOfRange(text, start, start + length)).contains("{{")) {
            fault("no value may stand in a comment");
        }
    }

    @Override
    public void startCDATA() {
        fault("no CDATA: write &lt; and &amp;");
    }

    @Override
    public void processingInstruction(String target, String data) {
        fault("no processing instructions");
    }

    @Override
    public void fatalError(SAXParseException e) {
        faults.add(e.getLineNumber(), "not well-formed: " + e.getMessage());
    }

    private void fault(String what) {
        faults.add(where.getLineNumber(), what);
    }
}
