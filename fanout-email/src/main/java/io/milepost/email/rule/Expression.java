package io.milepost.email.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.burt.jmespath.JmesPathException;
import io.burt.jmespath.jackson.JacksonRuntime;
import java.util.regex.Pattern;

/** A JMESPath, compiled. Any thread. */
final class Expression {
    private static final JacksonRuntime RUNTIME = new JacksonRuntime();
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final io.burt.jmespath.Expression<JsonNode> compiled;

    private Expression(io.burt.jmespath.Expression<JsonNode> compiled) {
        this.compiled = compiled;
    }

    /** An event on which an expression fails: such as a function that is given what it does not take. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        FailedException(Throwable cause) {
            super("the expression fails on this event: " + cause.getClass().getSimpleName());
        }
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException if it is none; says where it goes wrong, in one line
     */
    static Expression of(String text) {
        try {
            return new Expression(RUNTIME.compile(text));
        } catch (JmesPathException e) {
            throw new IllegalArgumentException(
                    BLANKS.matcher(String.valueOf(e.getMessage())).replaceAll(" "), e);
        }
    }

    /** What it makes of an event; null is a {@link NullNode}. */
    JsonNode of(JsonNode event) throws FailedException {
        try {
            JsonNode found = compiled.search(event);
            return found.isMissingNode() ? NullNode.instance : found;
        } catch (RuntimeException e) {
            throw new FailedException(e);
        }
    }
}
