package io.milepost.email.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Templates by name: the built-in ones, and those of a directory, which come before them. Any thread. */
public final class Templates implements MeterBinder, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Templates.class);
    /** A change is taken by the second look that finds it, so within two seconds. */
    private static final long LOOK_EVERY_MS = 1_000;

    private final Library library;
    private final @Nullable ScheduledExecutorService watch;

    private Templates(Library library, boolean watched) {
        this.library = library;
        this.watch = watched ? Executors.newSingleThreadScheduledExecutor(Templates::thread) : null;
        if (watch != null) {
            watch.scheduleWithFixedDelay(this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Loads all templates, and goes on to look whether those of the directory have changed: what was changed is in use about
     * two seconds later.
     *
     * @throws InvalidTemplatesException with everything that is wrong with them
     */
    public static Templates open(TemplateConfig config) {
        Library library = new Library(config);
        List<String> faults = library.look(false);
        if (!faults.isEmpty()) {
            throw new InvalidTemplatesException(faults);
        }
        return new Templates(library, config.directory().isPresent());
    }

    /** Loads what can be loaded, and does not look again; {@link #faults} says what is wrong with the rest. */
    public static Templates inspect(TemplateConfig config) {
        Library library = new Library(config);
        library.look(false);
        return new Templates(library, false);
    }

    /**
     * Puts values into a template.
     *
     * @param locale the recipient's language; {@code de-AT} is served with {@code de}, and what there is not with the default
     * @param values an object. What is null in it is as if it were not there
     * @throws TemplateException if there is no such template, a variable of it has no value, or it becomes too long. A section
     *     of which there is nothing is left out and is no error
     */
    public Rendered render(String name, Locale locale, JsonNode values) {
        LoadedTemplate template = library.templates().get(name);
        if (template == null) {
            throw new TemplateException("there is no template " + name);
        }
        Object made = Values.of(values);
        if (!values.isObject() || made == null) {
            throw new TemplateException(name + ": an object of values is expected");
        }
        return template.in(locale).render(made);
    }

    /** What templates there are, in order. */
    public Set<String> names() {
        return new TreeSet<>(library.templates().keySet());
    }

    /** Whether there is one of this name. */
    public boolean has(String name) {
        return library.templates().containsKey(name);
    }

    /** The languages of a template, in order; none if there is no such template. */
    public Set<Locale> locales(String name) {
        Set<Locale> locales = new TreeSet<>(Comparator.comparing(Locale::toLanguageTag));
        LoadedTemplate template = library.templates().get(name);
        if (template != null) {
            locales.addAll(template.translations().keySet());
        }
        return locales;
    }

    /** Example values of a template, if it brings some. */
    public Optional<JsonNode> sample(String name) {
        return Optional.ofNullable(library.templates().get(name)).flatMap(LoadedTemplate::sample);
    }

    /** Looks at the directory now, and takes what has changed. What has become bad stays as it was: see {@link #faults}. */
    public void reload() {
        library.look(false);
    }

    /** What is wrong with what was changed since the start, each with its file; the versions before are in use. */
    public List<String> faults() {
        return library.faults();
    }

    private void look() {
        try {
            library.look(true);
        } catch (RuntimeException e) {
            log.error("looking for changed templates failed", e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "milepost-templates");
        thread.setDaemon(true);
        return thread;
    }

    /** Tells how many changes were not taken ({@code milepost.email.templates.refused}) and how many faults there are now. */
    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("milepost.email.templates.refused", library, Library::refused)
                .description("changes of templates that were not taken, since they were bad")
                .register(registry);
        Gauge.builder(
                        "milepost.email.templates.faults",
                        library,
                        now -> now.faults().size())
                .description("what is wrong with templates now")
                .register(registry);
    }

    /** Looks no more. */
    @Override
    public void close() {
        if (watch != null) {
            watch.shutdownNow();
        }
    }
}
