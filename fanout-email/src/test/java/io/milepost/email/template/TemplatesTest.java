package io.milepost.email.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.event.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values in templates, and templates that are refused. */
class TemplatesTest {
    static final String MJML = """
            <mjml><mj-body><mj-section><mj-column>
            <mj-text>%s</mj-text>
            </mj-column></mj-section></mj-body></mjml>
            """;

    @TempDir
    Path root;

    private void write(String name, String locale, String subject, String mjml, String text) throws Exception {
        Path folder = Files.createDirectories(root.resolve(name).resolve(locale));
        Files.writeString(folder.resolve("subject.txt"), subject);
        Files.writeString(folder.resolve("body.mjml"), mjml);
        Files.writeString(folder.resolve("body.txt"), text);
    }

    private Templates open() {
        return Templates.open(new TemplateConfig(Optional.of(root), Locale.ENGLISH));
    }

    private Rendered render(String subject, String html, String text, String values) throws Exception {
        write("mail", "en", subject, MJML.formatted(html), text);
        try (Templates templates = open()) {
            return templates.render("mail", Locale.ENGLISH, json(values));
        }
    }

    private List<String> faults(String subject, String mjml, String text) throws Exception {
        write("mail", "en", subject, mjml, text);
        try {
            open().close();
            return List.of();
        } catch (InvalidTemplatesException e) {
            return e.faults();
        }
    }

    private static JsonNode json(String text) {
        return Json.of(text).tree();
    }

    @ParameterizedTest
    @ValueSource(strings = {"welcome", "milestone-reached", "goal-updated", "metrics-digest"})
    void theBuiltInOnesGoWithTheirSamples(String name) {
        try (Templates templates = Templates.open(TemplateConfig.BUILT_IN)) {
            Rendered mail = templates.render(
                    name, Locale.ENGLISH, templates.sample(name).orElseThrow());
            assertThat(mail.subject()).isNotBlank().doesNotContain("{{");
            assertThat(mail.html())
                    .contains(
                            "<html lang=\"en\" dir=\"ltr\"", "https://example.com/email/unsubscribe?token&#x3D;example")
                    .doesNotContain("{{", "fonts.googleapis", "@address");
            assertThat(mail.text()).contains("Unsubscribe: https://example.com/email/unsubscribe?token=example");
        }
    }

    @Test
    void aServiceWelcomesByNameAlone() {
        try (Templates templates = Templates.open(TemplateConfig.BUILT_IN)) {
            Rendered mail = templates.render("welcome", Locale.GERMANY, json("{\"name\":\"John Doe\"}"));
            assertThat(mail.subject()).isEqualTo("Welcome, John Doe!");
            assertThat(mail.html()).contains("Welcome, John Doe!").doesNotContain("Unsubscribe");
        }
    }

    @Test
    void valuesAreEscapedInHtmlAlone() throws Exception {
        Rendered mail = render(
                "Hi {{name}}",
                "<b title=\"{{name}}\">{{name}}</b>",
                "Hi {{name}}",
                "{\"name\":\"<script>alert('\\\"1\\\"')</script>{{x}} &amp;\"}");
        assertThat(mail.subject()).isEqualTo("Hi <script>alert('\"1\"')</script>{{x}} &amp;");
        assertThat(mail.text()).isEqualTo("Hi <script>alert('\"1\"')</script>{{x}} &amp;");
        String escaped = "&lt;script&gt;alert(&#39;&quot;1&quot;&#39;)&lt;/script&gt;{{x}} &amp;amp;";
        assertThat(mail.html())
                .contains("<b title=\"" + escaped + "\">" + escaped + "</b>")
                .doesNotContain("<script");
    }

    @Test
    void nothingGetsOutOfTheSubject() throws Exception {
        Rendered mail = render(
                "Hi {{name}}\r\n", "x", "x", "{\"name\":\"Ada\\r\\nBcc: eve@example.com\\u0000\\u2028X\\u0085Y\\tZ\"}");
        assertThat(mail.subject()).isEqualTo("Hi Ada Bcc: eve@example.com XY Z");
    }

    @Test
    void subjectsSpeakAnyLanguage() throws Exception {
        assertThat(render("{{a}} 🎉 {{b}}", "x", "x", "{\"a\":\"שלום\",\"b\":\"👩‍👩‍👧\"}")
                        .subject())
                .isEqualTo("שלום 🎉 👩‍👩‍👧");
        write("mail", "he", "שלום {{a}}", MJML.formatted("שלום"), "x");
        try (Templates templates = open()) {
            Rendered mail = templates.render("mail", Locale.forLanguageTag("he-IL"), json("{\"a\":\"עדה\"}"));
            assertThat(mail.subject()).isEqualTo("שלום עדה");
            assertThat(mail.html()).contains("<html lang=\"he\" dir=\"rtl\"");
        }
    }

    @Test
    void aMissingVariableIsAnErrorThatNamesIt() throws Exception {
        write(
                "mail",
                "en",
                "{{data.name}}",
                MJML.formatted("<a href=\"{{data.url}}\">{{data.text}}</a>"),
                "{{data.late}}");
        try (Templates templates = open()) {
            for (String missing : List.of("name", "url", "text", "late")) {
                String values = "{\"data\":{\"name\":\"n\",\"url\":\"https://u\",\"text\":\"secret\",\"late\":\"l\"}}"
                        .replace("\"" + missing + "\"", "\"other\"");
                assertThatThrownBy(() -> templates.render("mail", Locale.ENGLISH, json(values)))
                        .isInstanceOf(TemplateException.class)
                        .hasMessageStartingWith("mail/en/")
                        .hasMessageContaining("data." + missing)
                        .hasMessageNotContaining("secret");
            }
            assertThatThrownBy(() -> templates.render("mail", Locale.ENGLISH, json("{\"data\":{\"name\":null}}")))
                    .isInstanceOf(TemplateException.class);
            assertThatThrownBy(() -> templates.render("../mail", Locale.ENGLISH, json("{}")))
                    .hasMessage("there is no template ../mail");
        }
    }

    @Test
    void aSectionOfWhatIsNotThereIsLeftOut() throws Exception {
        String text =
                "{{#a.b}}A{{a.b}}{{/a.b}}{{^a.b}}none{{/a.b}}{{#list}}{{x}};{{/list}}{{#no}}no{{/no}}{{^empty}}e{{/empty}}";
        assertThat(render("s", "x", text, "{}").text()).isEqualTo("nonee");
        assertThat(render(
                                "s",
                                "x",
                                text,
                                "{\"a\":null,\"list\":[null,{\"x\":1.50},{\"x\":1e3}],\"no\":false,\"empty\":\"\"}")
                        .text())
                .isEqualTo("none1.5;1000;e");
        assertThat(render("s", "x", text, "{\"a\":{\"b\":0}}").text()).isEqualTo("A0e");
    }

    @Test
    void javaIsOutOfReach() throws Exception {
        for (String reach : List.of("{{a.class}}", "{{a.length}}", "{{list.size}}", "{{entrySet}}", "{{a.bytes}}")) {
            assertThatThrownBy(() -> render("s", "x", reach, "{\"a\":\"x\",\"list\":[1]}"))
                    .isInstanceOf(TemplateException.class);
        }
    }

    @Test
    void onlyAddressesOfTheWebAndOfMailboxesGetThrough() throws Exception {
        String html = "<a href=\"{{u}}\">x</a><a href=\"{{#b}}{{b}}{{/b}}/p\">y</a>";
        for (String bad :
                List.of("javascript:alert(1)", " JaVaScRiPt:x", "data:text/html,x", "java\\nscript:x", "//x", "")) {
            assertThat(render("s", html, "x", "{\"u\":\"" + bad + "\",\"@address\":\"x\"}")
                            .html())
                    .contains("<a href=\"#\">x</a><a href=\"#\">y</a>");
        }
        assertThat(render("s", html, "x", "{\"u\":\"HTTPS://e.com/?a=1&b=\\\"2\",\"b\":\"http://e.com\"}")
                        .html())
                .contains(
                        "<a href=\"HTTPS://e.com/?a&#x3D;1&amp;b&#x3D;&quot;2\">x</a><a href=\"http://e.com/p\">y</a>");
        assertThat(render("s", html, "x", "{\"u\":\"mailto:ada@example.com\"}").html())
                .contains("<a href=\"mailto:ada@example.com\">");
    }

    @Test
    void valuesInMjmlsOwnElementsArrive() throws Exception {
        write("mail", "en", "s", """
                <mjml><mj-head><mj-title>{{t}}</mj-title><mj-preview>{{p}}</mj-preview></mj-head><mj-body>
                <mj-section><mj-column><mj-button href="{{u}}">{{t}}</mj-button><mj-image src="{{u}}.png" alt="{{t}}" />
                <mj-raw>{{#list}}</mj-raw><mj-text>{{.}}<br />a &lt; b</mj-text><mj-raw>{{/list}}</mj-raw>
                <mj-table>{{#list}}<tr><td>{{.}}</td></tr>{{/list}}</mj-table></mj-column></mj-section></mj-body></mjml>
                """, "x");
        try (Templates templates = open()) {
            String html = templates
                    .render(
                            "mail",
                            Locale.ENGLISH,
                            json("{\"t\":\"<T>\",\"p\":\"<P>\",\"u\":\"https://e.com/x\",\"list\":[\"one\",\"two\"]}"))
                    .html();
            assertThat(html)
                    .contains(
                            "<title>&lt;T&gt;</title>",
                            "&lt;P&gt;",
                            "href=\"https://e.com/x\"",
                            "src=\"https://e.com/x.png\"")
                    .contains(
                            "alt=\"&lt;T&gt;\"", "one<br>a &lt; b<", "two<br>a &lt; b<", "<td>one</td>", "<td>two</td>")
                    .doesNotContain("javascript", "{{");
        }
    }

    @Test
    void whatIsTooLongIsRefused() throws Exception {
        String values = "{\"a\":\"" + "x".repeat(Part.MOST_CHARS / 2) + "\"}";
        assertThatThrownBy(() -> render("s", "x", "{{a}}{{a}}.", values)).hasMessageContaining("longer than");
    }

    @Test
    void faultsNameFileAndLine() throws Exception {
        String open = "<mjml><mj-body><mj-section><mj-column>\n";
        String close = "</mj-column></mj-section></mj-body></mjml>";
        assertThat(faults(
                        "{{{a}}}",
                        open + "<mj-text>{{{a}}}\n{{> b}} {{> c}}\n{{=[ ]=}}</mj-text>" + close,
                        "{{#a}}\n{{b c}}{{&a}}"))
                .containsExactlyInAnyOrder(
                        "mail/en/subject.txt:1: write {{name}}, whose value is always escaped where it has to be",
                        "mail/en/body.mjml:2: write {{name}}, whose value is always escaped where it has to be",
                        "mail/en/body.mjml:3: there are no partials and no inheritance",
                        "mail/en/body.mjml:3: there are no partials and no inheritance",
                        "mail/en/body.mjml:4: delimiters cannot be changed",
                        "mail/en/body.txt:1: {{#a}} is not closed",
                        "mail/en/body.txt:2: write {{name}}, whose value is always escaped where it has to be",
                        "mail/en/body.txt:2: {{b c}} is no name, such as data.memberName");
        assertThat(faults("s", open + "<mj-text>{{a</mj-text>" + close, "{{/a}}"))
                .contains(
                        "mail/en/body.mjml:2: {{ without }}",
                        "mail/en/body.txt:1: {{/a}} closes nothing that is open here");
        assertThat(faults("s", open + "<mj-text>{{#@address}}x{{/@address}}</mj-text>" + close, "x"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<mj-text>a<br>b</mj-text>",
                "<mj-include path=\"/etc/passwd\" />",
                "<mj-include path=\"../secret.mjml\" />",
                "<mj-foo>x</mj-foo>",
                "<mj-section />",
                "<mj-text background-color=\"{{c}}\">x</mj-text>",
                "<mj-text><p style=\"{{c}}\">x</p></mj-text>",
                "<mj-text><p onclick=\"{{c}}\">x</p></mj-text>",
                "<mj-raw><style>{{c}}</style></mj-raw>",
                "<mj-raw><script>{{c}}</script></mj-raw>",
                "<mj-raw><STYLE>{{c}}</STYLE></mj-raw>",
                "<mj-text><p HREF=\"{{c}}\">x</p></mj-text>",
                "<mj-text><!-- {{c}} --></mj-text>",
                "<mj-text><![CDATA[<b>]]></mj-text>",
                "<mj-text><?php x ?></mj-text>",
                "<mj-divider>{{a}}</mj-divider>",
                "<mj-text>&nope;</mj-text>"
            })
    void whatMjmlWouldSpoilIsAFaultWithItsLine(String bad) throws Exception {
        List<String> faults = faults(
                "s",
                "<mjml><mj-body><mj-section><mj-column>\n" + bad + "\n</mj-column></mj-section></mj-body></mjml>",
                "x");
        assertThat(faults).isNotEmpty().allSatisfy(fault -> assertThat(fault).matches("mail/en/body.mjml:[23]: .*"));
    }

    @Test
    void aValueThatMjmlDropsIsAFault() throws Exception {
        assertThat(faults("s", "<mjml><mj-head></mj-head>\n{{a}}<mj-body></mj-body></mjml>", "x"))
                .containsExactly("mail/en/body.mjml:2: MJML drops {{a}} here; put it into <mj-text> or <mj-raw>");
    }

    @Test
    void noValueGetsIntoTheStylesOfTheHead() throws Exception {
        for (String head : List.of(
                "<mj-font name=\"x\" href=\"{{c}}\" />",
                "<mj-attributes><mj-all color=\"{{c}}\" /></mj-attributes>",
                "<mj-style>{{c}}</mj-style>")) {
            assertThat(faults("s", "<mjml><mj-head>" + head + "</mj-head><mj-body></mj-body></mjml>", "x"))
                    .singleElement()
                    .asString()
                    .startsWith("mail/en/body.mjml:1: ");
        }
    }

    @Test
    void noFileIsReadForADoctype() throws Exception {
        assertThat(faults(
                        "s",
                        "<!DOCTYPE mjml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n" + MJML.formatted("&x;"),
                        "x"))
                .singleElement()
                .asString()
                .contains("DOCTYPE");
        assertThat(faults("s", "hello", "x")).isNotEmpty();
        assertThat(faults("s", "<html></html>", "x")).contains("mail/en/body.mjml:1: <mjml> is expected, not <html>");
    }

    @Test
    void allFaultsAreToldAtOnce() throws Exception {
        write("one", "de", "{{", MJML.formatted("x"), "x");
        Files.createDirectories(root.resolve("two/english-or-so"));
        Files.writeString(root.resolve("two/english-or-so/subject.txt"), "x");
        Files.writeString(root.resolve("two/sample.json"), "[1,");
        Files.createDirectories(root.resolve("three/en"));
        Files.writeString(root.resolve("three/en/subject.txt"), "x");
        write("four", "en", "{{a}}", MJML.formatted("x"), "x");
        Files.writeString(root.resolve("four/sample.json"), "{\"b\":1}");
        Files.createDirectories(root.resolve("bad name"));
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        InvalidTemplatesException.class,
                        e -> assertThat(e.faults())
                                .contains(
                                        "one/de/subject.txt:1: {{ without }}",
                                        "one/en: missing: every template has the default language",
                                        "three/en/body.mjml: missing",
                                        "three/en/body.txt: missing",
                                        "four/en/subject.txt: there is no value for a in four/sample.json",
                                        "bad name: a template's name has letters, digits, - and _, 64 at most")
                                .anyMatch(fault -> fault.startsWith("two/english-or-so"))
                                .anyMatch(fault -> fault.startsWith("two/sample.json:1: not JSON")));
    }

    @Test
    void languagesFallBack() throws Exception {
        write("mail", "en", "en", MJML.formatted("x"), "x");
        write("mail", "de", "de", MJML.formatted("x"), "x");
        write("mail", "de-CH", "de-CH", MJML.formatted("x"), "x");
        write("welcome", "en", "mine", MJML.formatted("x"), "x");
        try (Templates templates = open()) {
            for (String[] wanted : new String[][] {
                {"de-AT", "de"}, {"de", "de"}, {"de-CH", "de-CH"}, {"fr-FR", "en"}, {"und", "en"}, {"en-GB", "en"}
            }) {
                assertThat(templates
                                .render("mail", Locale.forLanguageTag(wanted[0]), json("{}"))
                                .subject())
                        .isEqualTo(wanted[1]);
            }
            assertThat(templates.locales("mail"))
                    .extracting(Locale::toLanguageTag)
                    .containsExactly("de", "de-CH", "en");
            assertThat(templates.names()).contains("mail", "welcome", "goal-updated");
            assertThat(templates.render("welcome", Locale.ENGLISH, json("{}")).subject())
                    .isEqualTo("mine");
        }
    }
}
