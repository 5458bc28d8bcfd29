package io.milepost.gateway;

import io.vertx.ext.web.Router;

/** What an operator and a load balancer ask of a node. */
record Management(Health health, Metrics metrics) {
    /** Answers {@code /healthz}, {@code /readyz} and {@code /metrics} there. */
    void mount(Router router) {
        health.mount(router);
        metrics.mount(router);
    }
}
