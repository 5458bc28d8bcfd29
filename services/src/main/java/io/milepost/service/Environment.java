package io.milepost.service;

import java.util.Map;
import java.util.TreeSet;

/**
 * The variables that services are configured with.
 *
 * @param variables values by name; an empty value counts as none
 */
public record Environment(Map<String, String> variables) {
    /** Copies the variables. */
    public Environment {
        variables = Map.copyOf(variables);
    }

    /** This process's environment. */
    public static Environment ofProcess() {
        return new Environment(System.getenv());
    }

    /** Begins to read it. A reader belongs to one thread. */
    public Variables read() {
        return new Variables(variables);
    }

    /** The names alone: among the values are secrets. */
    @Override
    public String toString() {
        return "Environment" + new TreeSet<>(variables.keySet());
    }
}
