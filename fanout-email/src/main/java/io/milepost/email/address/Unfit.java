package io.milepost.email.address;

/** Why a text is no address, without its field; or, if unsupported, why nobody here writes to it. */
final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    final String why;
    final boolean unsupported;

    Unfit(String why) {
        this(why, false);
    }

    Unfit(String why, boolean unsupported) {
        super(why, null, false, false);
        this.why = why;
        this.unsupported = unsupported;
    }
}
