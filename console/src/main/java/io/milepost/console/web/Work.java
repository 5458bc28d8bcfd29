package io.milepost.console.web;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads on which what takes a while is looked up: a few, and not many questions wait for them. Any thread. */
public final class Work implements AutoCloseable {
    private final ThreadPoolExecutor threads;

    /**
     * Threads that are there when they are needed.
     *
     * @param name what they are called
     * @param most how many
     * @param waiting how many questions wait for them at most
     */
    public Work(String name, int most, int waiting) {
        threads = new ThreadPoolExecutor(most, most, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Looks something up. Fails with {@link Refused} if too much is waiting already. */
    public <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(question.call());
                } catch (Exception | LinkageError e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(Refused.unavailable("too much is being looked up; try again"));
        }
        return answer;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
