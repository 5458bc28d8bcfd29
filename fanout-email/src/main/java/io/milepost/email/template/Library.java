package io.milepost.email.template;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the templates in step with their directory. What has become bad, and what has gone, stays as it was. Written by one
 * thread at a time, read by any; what a look has found is seen all at once.
 */
final class Library {
    private static final Logger log = LoggerFactory.getLogger(Library.class);
    /** Stands for faults of the directory itself, among those of the templates. */
    private static final String DIRECTORY = "";

    private final TemplateConfig config;
    private final Optional<TemplateDirectory> directory;
    /** As each template's files were when they were last read. */
    private final Map<String, SortedMap<String, String>> read = new TreeMap<>();

    private final Map<String, List<String>> faults = new TreeMap<>();
    private final LongAdder refused = new LongAdder();
    private final Map<String, LoadedTemplate> templates = new TreeMap<>();
    private Map<String, SortedMap<String, String>> before = Map.of();
    private volatile Stock stock;

    /** What is in use, and what is wrong with the rest. */
    private record Stock(Map<String, LoadedTemplate> templates, List<String> faults) {}

    Library(TemplateConfig config) {
        this.config = config;
        this.directory = config.directory().map(TemplateDirectory::new);
        for (TemplateFiles files : BuiltIn.read()) {
            take(files, BuiltIn.LOCALE, new ArrayList<>());
        }
        this.stock = taken();
    }

    Map<String, LoadedTemplate> templates() {
        return stock.templates();
    }

    List<String> faults() {
        return stock.faults();
    }

    /** How often a change was not taken. */
    long refused() {
        return refused.sum();
    }

    /**
     * Looks for changes.
     *
     * @param patient whether files that have changed since the look before are left for the next: somebody may be writing them
     */
    synchronized List<String> look(boolean patient) {
        if (directory.isPresent()) {
            look(directory.get(), patient);
            stock = taken();
        }
        return stock.faults();
    }

    private Stock taken() {
        return new Stock(
                Map.copyOf(templates),
                faults.values().stream().flatMap(List::stream).toList());
    }

    private void look(TemplateDirectory from, boolean patient) {
        List<String> misnamed = new ArrayList<>();
        Map<String, SortedMap<String, String>> seen;
        try {
            seen = from.look(misnamed);
        } catch (IOException e) {
            note(
                    DIRECTORY,
                    List.of(from.root() + ": cannot be read: " + e.getClass().getSimpleName()));
            return;
        }
        note(DIRECTORY, misnamed);
        seen.forEach((name, files) -> {
            if (!files.equals(read.get(name)) && (!patient || files.equals(before.get(name)))) {
                read.put(name, files);
                List<String> found = new ArrayList<>();
                take(from.read(name, files.keySet(), found), config.locale(), found);
            }
        });
        read.keySet().stream().filter(name -> !seen.containsKey(name)).toList().forEach(name -> {
            read.put(name, new TreeMap<>());
            note(name, List.of(name + ": is gone; as it was, it is in use until the next start"));
        });
        before = seen;
    }

    private void take(TemplateFiles files, Locale locale, List<String> found) {
        Optional<LoadedTemplate> loaded = LoadedTemplate.compile(files, locale, found);
        if (loaded.isPresent() && found.isEmpty()) {
            boolean isNew = templates.put(files.name(), loaded.get()) == null;
            if (!isNew && config.directory().isPresent()) {
                log.info("the template {} has been read anew", files.name());
            }
        }
        note(files.name(), found);
    }

    /** Remembers what is wrong with a template, and says it once. */
    private void note(String name, List<String> found) {
        List<String> known = found.isEmpty() ? faults.remove(name) : faults.put(name, List.copyOf(found));
        if (!found.isEmpty() && !found.equals(known)) {
            refused.increment();
            found.forEach(fault -> log.warn("templates: {}", fault));
        }
    }
}
