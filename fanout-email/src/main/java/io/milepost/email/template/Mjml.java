package io.milepost.email.template;

import ch.digitalfondue.mjml4j.Mjml4j;
import ch.digitalfondue.mjml4j.Mjml4j.TextDirection;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/**
 * Makes HTML of MJML. What is read here is well-formed XML, unlike what MJML's own parser makes do with: so a fault has a line,
 * and what was checked is what is rendered.
 */
final class Mjml {
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi");
    private static final String XHTML = "http://www.w3.org/1999/xhtml";
    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    private Mjml() {}

    /** The HTML with its mustaches in it, or nothing if there is something wrong. */
    static Optional<String> toHtml(String source, Locale locale, Faults faults) {
        int before = faults.found().size();
        List<Tag> tags = Tag.scan(source, faults);
        lint(source, faults);
        if (faults.found().size() > before) {
            return Optional.empty();
        }
        String html;
        try {
            Document document = parse(source);
            prepare(document, document.getDocumentElement());
            TextDirection direction =
                    RIGHT_TO_LEFT.contains(locale.getLanguage()) ? TextDirection.RTL : TextDirection.LTR;
            html = Mjml4j.render(document, new Mjml4j.Configuration(locale.toLanguageTag(), direction));
        } catch (RuntimeException e) {
            faults.add("MJML cannot be made HTML: " + e.getMessage());
            return Optional.empty();
        }
        checkNothingLost(tags, html, faults);
        return faults.found().size() > before ? Optional.empty() : Optional.of(html);
    }

    private static void lint(String source, Faults faults) {
        int before = faults.found().size();
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(NO_DOCTYPE, true);
            XMLReader reader = factory.newSAXParser().getXMLReader();
            MjmlLint lint = new MjmlLint(faults);
            reader.setContentHandler(lint);
            reader.setErrorHandler(lint);
            reader.setProperty("http://xml.org/sax/properties/lexical-handler", lint);
            reader.parse(new InputSource(new StringReader(source)));
        } catch (SAXException | ParserConfigurationException | IOException e) {
            if (faults.found().size() == before) {
                faults.add("not well-formed: " + e.getMessage());
            }
        }
    }

    private static Document parse(String source) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(NO_DOCTYPE, true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(source)));
        } catch (SAXException | ParserConfigurationException | IOException e) {
            throw new IllegalStateException("read before", e);
        }
    }

    /**
     * MJML's renderer writes texts and attributes as they are, and knows elements without an end by their namespace. What
     * stands in addresses is put under {@link SafeAddress}.
     */
    private static void prepare(Document document, Node node) {
        if (node instanceof Text text && !MjmlLint.isCode(text.getParentNode().getNodeName())) {
            text.setData(escape(text.getData()));
        } else if (node instanceof Element element) {
            NamedNodeMap attributes = element.getAttributes();
            for (int i = 0; i < attributes.getLength(); i++) {
                Node attribute = attributes.item(i);
                String value = escape(attribute.getNodeValue());
                boolean guarded = value.contains("{{") && MjmlLint.ADDRESSES.contains(attribute.getNodeName());
                attribute.setNodeValue(guarded ? SafeAddress.around(value) : value);
            }
            if (!element.getNodeName().startsWith("mj")) {
                document.renameNode(element, XHTML, element.getNodeName());
            }
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            prepare(document, child);
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** MJML drops in silence what stands where it expects something else. */
    private static void checkNothingLost(List<Tag> tags, String html, Faults faults) {
        Map<String, Integer> left = new HashMap<>();
        Tag.scan(html.replace(SafeAddress.OPEN, "").replace(SafeAddress.CLOSE, ""), faults)
                .forEach(tag -> left.merge(tag.written(), 1, Integer::sum));
        for (Tag tag : tags) {
            if (tag.kind() != '!' && left.merge(tag.written(), -1, Integer::sum) < 0) {
                faults.add(tag.line(), "MJML drops {{" + tag.written() + "}} here; put it into <mj-text> or <mj-raw>");
            }
        }
    }
}
