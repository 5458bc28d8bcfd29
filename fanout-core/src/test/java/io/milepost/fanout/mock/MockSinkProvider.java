package io.milepost.fanout.mock;

import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.Sink;
import io.milepost.fanout.SinkProvider;
import java.nio.file.Path;

/** Makes sinks that deliver into a directory, the one under the key {@code directory}. For tests. */
public final class MockSinkProvider implements SinkProvider {
    @Override
    public String kind() {
        return "mock";
    }

    @Override
    public Sink open(FanoutContext context) {
        String directory = context.settings().required("directory", "where to write events to");
        context.settings().check();
        return new MockSink(new MockDirectory(Path.of(directory)));
    }
}
