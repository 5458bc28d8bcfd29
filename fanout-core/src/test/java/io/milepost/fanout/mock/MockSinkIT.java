package io.milepost.fanout.mock;

import io.milepost.fanout.SinkProvider;
import io.milepost.fanout.contract.FarSide;
import io.milepost.fanout.contract.SinkContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class MockSinkIT extends SinkContract {
    @TempDir
    Path directory;

    @Override
    protected SinkProvider provider() {
        return new MockSinkProvider();
    }

    @Override
    protected FarSide farSide() {
        return new MockDirectory(directory);
    }
}
