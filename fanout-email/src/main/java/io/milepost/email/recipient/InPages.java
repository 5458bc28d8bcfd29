package io.milepost.email.recipient;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Much that takes time, done some at a time, so that it stays small for whoever has to do it. */
final class InPages {
    private InPages() {}

    /**
     * Begins the first page; each next one when the one before is done.
     *
     * @return completes when all is done; fails with the first page in which something failed
     */
    static <T> CompletionStage<Void> each(List<T> all, int page, Function<T, CompletionStage<Void>> begin) {
        if (all.isEmpty()) {
            return CompletableFuture.allOf();
        }
        int to = Math.min(page, all.size());
        List<T> rest = all.subList(to, all.size());
        return CompletableFuture.allOf(all.subList(0, to).stream()
                        .map(one -> begin.apply(one).toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new))
                .thenComposeAsync(done -> each(rest, page, begin));
    }
}
