package io.milepost.email.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A template in all its languages, ready to be filled in. */
record LoadedTemplate(Map<Locale, Translation> translations, Translation otherwise, Optional<JsonNode> sample) {
    static final String SAMPLE = "sample.json";

    private static final ObjectReader JSON = new ObjectMapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /**
     * Compiles a template's files, and tries them with its example.
     *
     * @param needed the language that must be there
     * @param found what is wrong
     * @return nothing if something is
     */
    static Optional<LoadedTemplate> compile(TemplateFiles files, Locale needed, List<String> found) {
        int before = found.size();
        Map<Locale, Translation> translations = new TreeMap<>(Comparator.comparing(Locale::toLanguageTag));
        Set<String> folders = files.texts().keySet().stream()
                .filter(path -> path.indexOf('/') > 0)
                .map(path -> path.substring(0, path.indexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new));
        boolean hasNeeded = false;
        for (String folder : folders) {
            Locale locale = TemplateConfig.locale(folder);
            if (locale == null) {
                found.add(files.name() + "/" + folder + ": not a language such as en or de-AT");
                continue;
            }
            hasNeeded |= locale.equals(needed);
            Translation.compile(files.name(), folder, locale, files.texts(), found)
                    .ifPresent(translation -> translations.put(locale, translation));
        }
        if (!hasNeeded) {
            found.add(
                    files.name() + "/" + needed.toLanguageTag() + ": missing: every template has the default language");
        }
        Optional<JsonNode> sample = sample(files, found);
        sample.ifPresent(
                values -> translations.values().forEach(translation -> attempt(files, translation, values, found)));
        Translation otherwise = translations.get(needed);
        return found.size() > before || otherwise == null
                ? Optional.empty()
                : Optional.of(new LoadedTemplate(Map.copyOf(translations), otherwise, sample));
    }

    private static Optional<JsonNode> sample(TemplateFiles files, List<String> found) {
        String text = files.texts().get(SAMPLE);
        if (text == null) {
            return Optional.empty();
        }
        Faults faults = new Faults(files.name() + "/" + SAMPLE, found);
        try {
            JsonNode values = JSON.readTree(text);
            if (values.isObject()) {
                return Optional.of(values);
            }
            faults.add("an object is expected");
        } catch (JsonProcessingException e) {
            faults.add(
                    e.getLocation() == null ? 1 : e.getLocation().getLineNr(), "not JSON: " + e.getOriginalMessage());
        }
        return Optional.empty();
    }

    private static void attempt(TemplateFiles files, Translation translation, JsonNode values, List<String> found) {
        Object made = Values.of(values);
        try {
            if (made != null) {
                translation.render(made);
            }
        } catch (TemplateException e) {
            found.add(e.getMessage() + " in " + files.name() + "/" + SAMPLE);
        }
    }

    /** The best of its languages for somebody. */
    Translation in(Locale wanted) {
        if (translations.containsKey(wanted)) {
            return translations.getOrDefault(wanted, otherwise);
        }
        try {
            Locale best = Locale.lookup(Locale.LanguageRange.parse(wanted.toLanguageTag()), translations.keySet());
            return best == null ? otherwise : translations.getOrDefault(best, otherwise);
        } catch (IllegalArgumentException e) {
            // A language that nobody has.
            return otherwise;
        }
    }
}
