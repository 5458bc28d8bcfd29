package io.milepost.gateway.http;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every listener of a node has in common. */
public final class Routes {
    private static final Logger log = LoggerFactory.getLogger(Routes.class);

    private Routes() {}

    /** A router whose every refusal is JSON. */
    public static Router base(Vertx vertx) {
        Router router = Router.router(vertx);
        router.errorHandler(
                403, context -> HttpError.send(context, 403, "forbidden", "pages from this origin may not ask"));
        router.errorHandler(404, context -> HttpError.send(context, 404, "not_found", "there is nothing here"));
        router.errorHandler(405, context -> HttpError.send(context, 405, "method_not_allowed", "not with this method"));
        router.errorHandler(413, context -> HttpError.send(context, 413, "too_large", "the body is too long"));
        router.errorHandler(
                400, context -> HttpError.send(context, 400, "invalid_message", "the request is malformed"));
        router.errorHandler(
                417, context -> HttpError.send(context, 417, "invalid_message", "Expect: only 100-continue is known"));
        router.errorHandler(500, Routes::failed);
        router.route().handler(Routes::refuseMalformedQuery).failureHandler(Routes::letGo);
        return router;
    }

    /** Before anybody asks for a parameter: Netty's exception repeats the whole address, and with it a token. */
    private static void refuseMalformedQuery(RoutingContext context) {
        try {
            context.queryParams();
            context.request().params();
        } catch (RuntimeException e) {
            HttpError.send(context, 400, "invalid_message", "the query in the address is malformed");
            return;
        }
        context.next();
    }

    /** Who has hung up half way is nobody's failure, and whose body is no HTTP from some chunk on, their own. */
    private static void letGo(RoutingContext context) {
        Throwable failure = context.failure();
        boolean garbled = failure instanceof IllegalArgumentException || failure instanceof DecoderException;
        if (garbled && !context.request().isEnded()) {
            HttpError.send(context, 400, "invalid_message", "the request is malformed");
        } else if (!(failure instanceof HttpClosedException)) {
            context.next();
        }
    }

    private static void failed(RoutingContext context) {
        log.error("{} {} failed", context.request().method(), context.request().path(), context.failure());
        HttpError.send(context, 500, "internal", "the gateway failed to answer; its log says why");
    }
}
