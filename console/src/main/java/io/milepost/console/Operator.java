package io.milepost.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.console.web.Access;

/**
 * What the page is told of the operator's token: in {@code dev}, to those on this machine that come through no proxy, the token
 * itself.
 */
final class Operator {
    private Operator() {}

    static ObjectNode of(Access access, boolean open) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("configured", access.operatorToken().isPresent());
        json.put("reading", open ? "open" : "token");
        if (access.dev() && open) {
            access.operatorToken().ifPresent(token -> json.put("token", token));
        }
        return json;
    }
}
