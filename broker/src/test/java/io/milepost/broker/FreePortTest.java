package io.milepost.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose a port is. */
class FreePortTest {
    private static final int MANY = 120;

    @Test
    void noneIsFoundTwiceNotEvenByAnotherProcess() throws Exception {
        URL classes = FreePort.class.getProtectionDomain().getCodeSource().getLocation();
        // Another process as far as this class is concerned: it knows nothing of what was found here.
        try (URLClassLoader other = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class<?> theirs = other.loadClass(FreePort.class.getName());
            assertThat(theirs).isNotSameAs(FreePort.class);
            Set<Object> found = new HashSet<>();
            for (int i = 0; i < MANY; i++) {
                assertThat(found.add(FreePort.find())).isTrue();
                assertThat(found.add(theirs.getMethod("find").invoke(null))).isTrue();
            }
        }
    }

    @Test
    void whenItsServerHasGoneConnectionsAreRefusedAndTheServerMayComeBack() throws IOException {
        int port = FreePort.find();
        for (int i = 0; i < 3; i++) {
            try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket accepted = server.accept()) {
                // The server hangs up first, so that the connection lingers on its side.
                assertThat(accepted.getLocalPort()).isEqualTo(client.getPort());
            }
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                    .isInstanceOf(ConnectException.class);
        }
    }
}
