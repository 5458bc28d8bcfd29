package io.milepost.fanout.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** What tests count on. */
class SocketServerTest {
    @Test
    void whoComesWhenItIsClosedIsRefused() throws IOException {
        for (int i = 0; i < 500; i++) {
            SocketServer server =
                    new SocketServer(socket -> socket.getOutputStream().write('x'));
            try (Socket before = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                assertThat(before.getInputStream().read()).isEqualTo('x');
            }
            server.close();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
                    .as("closing number %d", i)
                    .isInstanceOf(ConnectException.class);
        }
    }
}
