package io.milepost.email.template;

/** A template that does not exist, or that does not go with its values. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Names the template, its part and the variable; holds no values. */
    public TemplateException(String message) {
        super(message);
    }
}
