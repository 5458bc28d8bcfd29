package io.milepost.email.rule;

import io.milepost.channel.Streams;
import io.milepost.fanout.FanoutSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Reads all rules, with those built in below what is said. Whatever is wrong is noted in the settings. */
record RulesReader(FanoutSettings settings, Streams streams, Predicate<String> isTemplate) {
    Rules read(Map<String, RecipientLookup> given) {
        Map<String, Category> categories = categories();
        List<HttpLookup> overHttp = new ArrayList<>();
        Map<String, RecipientLookup> lookups = lookups(given, overHttp);
        RuleReader.Known known = new RuleReader.Known(streams, isTemplate, lookups, categories);
        Map<String, FanoutSettings> said = sections("rules");
        Set<String> names = new TreeSet<>(said.keySet());
        names.addAll(BuiltInRules.ALL.keySet());
        Map<String, LoadedRule> rules = new TreeMap<>();
        Set<Category> all = new HashSet<>(categories.values());
        for (String name : names) {
            Map<String, String> builtIn = BuiltInRules.ALL.getOrDefault(name, Map.of());
            if (said.containsKey(name) || fits(builtIn)) {
                FanoutSettings keys = said.getOrDefault(name, new FanoutSettings("rules." + name + ".", Map.of()));
                new RuleReader(name, keys, builtIn).read(known).ifPresent(rule -> {
                    rules.put(name, rule);
                    all.add(rule.rule().category());
                });
            }
        }
        int most = settings.number("maxRecipients", 100_000, 1, 10_000_000);
        return new Rules(rules, all, overHttp, most);
    }

    /** Whether a built-in rule has something to do here; if not, it is as if it were not there. */
    private boolean fits(Map<String, String> builtIn) {
        return Arrays.stream(builtIn.getOrDefault("stream", "").split(","))
                        .allMatch(stream -> streams.named(stream.trim()).isPresent())
                && isTemplate.test(builtIn.getOrDefault("template", ""));
    }

    private Map<String, Category> categories() {
        Map<String, Category> categories = new TreeMap<>();
        sections("categories").forEach((name, said) -> {
            boolean critical = Boolean.parseBoolean(said.choice("critical", "false", List.of("true", "false")));
            categories.put(name, new Category(name, critical));
        });
        return categories;
    }

    private Map<String, RecipientLookup> lookups(Map<String, RecipientLookup> given, List<HttpLookup> own) {
        Map<String, RecipientLookup> lookups = new TreeMap<>(given);
        sections("lookups").forEach((name, said) -> {
            if (given.containsKey(name)) {
                settings.fault("lookups." + name, "there is a lookup of this name already");
            }
            HttpLookup lookup = new HttpLookup(LookupConfig.read(said));
            own.add(lookup);
            lookups.put(name, lookup);
        });
        return lookups;
    }

    private Map<String, FanoutSettings> sections(String key) {
        Map<String, FanoutSettings> sections = settings.sections(key);
        sections.keySet().stream()
                .filter(name -> !Rules.NAME.matcher(name).matches())
                .forEach(name -> settings.fault(key + "." + name, Rules.NAME_SAID));
        return sections;
    }
}
