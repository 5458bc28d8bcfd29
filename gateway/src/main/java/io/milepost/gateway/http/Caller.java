package io.milepost.gateway.http;

import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.auth.Tokens;
import io.milepost.gateway.auth.Verdict;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who makes a request over plain HTTP. */
public final class Caller {
    private static final String WHO = "milepost.who";
    private static final String BEARER = "Bearer ";

    /** The cookie that may hold a page's token. */
    static final String COOKIE = "accessToken";

    private Caller() {}

    /** The token of a request's {@code Authorization} header. */
    static @Nullable String bearer(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).trim()
                : null;
    }

    /** The token of a request: of its {@code Authorization} header, or else of its address. */
    private static @Nullable String token(RoutingContext context) {
        String bearer = bearer(context);
        return bearer == null ? context.request().getParam("token") : bearer;
    }

    /**
     * Goes on with who asks, or answers that nobody may.
     *
     * @param loop where it goes on
     */
    public static void identify(RoutingContext context, Tokens tokens, Executor loop, Consumer<Principal> then) {
        String token = token(context);
        if (token == null) {
            HttpError.send(context, 401, "unauthenticated", "send a token: Authorization: Bearer JWT, or ?token=JWT");
        } else {
            check(context, token, tokens, loop, verdict -> refuseUnlessGood(context, verdict, then));
        }
    }

    /**
     * Goes on to the next handler with who asks, before anything of the body has been read, or answers that nobody may.
     *
     * @param loop where it goes on
     */
    public static void admit(RoutingContext context, Tokens tokens, Executor loop) {
        String expected = context.request().getHeader(HttpHeaders.EXPECT);
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            context.fail(417);
            return;
        }
        identify(context, tokens, loop, who -> {
            context.put(WHO, who);
            context.next();
        });
    }

    /** Who has been {@link #admit admitted}. */
    public static Principal admitted(RoutingContext context) {
        return Objects.requireNonNull(context.get(WHO), "who asks has to be admitted first");
    }

    /**
     * Goes on with who asks, or with nobody in particular. A token that is sent must be good; the cookie, which a page
     * cannot always take back, counts only if it is.
     *
     * @param loop where it goes on
     * @param then given null for nobody in particular
     */
    public static void recognise(
            RoutingContext context, Tokens tokens, Executor loop, Consumer<@Nullable Principal> then) {
        String sent = token(context);
        Cookie cookie = context.request().getCookie(COOKIE);
        String token = sent != null || cookie == null ? sent : cookie.getValue();
        if (token == null) {
            then.accept(null);
        } else {
            check(context, token, tokens, loop, verdict -> {
                if (sent == null && verdict instanceof Verdict.Bad) {
                    then.accept(null);
                } else {
                    refuseUnlessGood(context, verdict, then);
                }
            });
        }
    }

    private static void check(
            RoutingContext context, String token, Tokens tokens, Executor loop, Consumer<Verdict> then) {
        // Over HTTP/2, what has been read to its end can no longer be paused.
        boolean ended = context.request().isEnded();
        if (!ended) {
            context.request().pause();
        }
        tokens.check(token)
                .onComplete(checked -> loop.execute(() -> {
                    try {
                        then.accept(checked.result());
                    } catch (RuntimeException e) {
                        context.fail(e); // Nobody else would answer.
                    }
                    if (!ended) {
                        context.request().resume();
                    }
                }));
    }

    private static void refuseUnlessGood(RoutingContext context, Verdict verdict, Consumer<? super Principal> then) {
        if (verdict instanceof Verdict.Good good) {
            then.accept(good.principal());
        } else if (verdict instanceof Verdict.Bad bad) {
            HttpError.send(context, 401, bad.expired() ? "token_expired" : "unauthenticated", bad.why());
        } else if (verdict instanceof Verdict.Unknown unknown) {
            HttpError.sendRetry(context, 503, "unavailable", unknown.why(), 1);
        }
    }
}
