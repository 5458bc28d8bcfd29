package io.milepost.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A port of 127.0.0.1 that is its finder's until this process ends, whether somebody listens there or not: for servers that start
 * later, come back, or go for good and leave nobody there. It is below the ports that systems lend to connections and to whoever
 * names none. Processes find them in blocks: a block is whose its first UDP port is, so that no two find the same.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int BLOCK = 50;
    private static final int BLOCKS = 240;

    /** The signs that blocks are taken; a sign that nobody knew would be collected, and its block free. */
    private static final List<DatagramSocket> SIGNS = new ArrayList<>();

    private static int next;
    private static int end;

    private FreePort() {}

    /** Finds one that nobody has. */
    public static synchronized int find() {
        while (true) {
            if (next == end) {
                next = takeBlock();
                end = next + BLOCK;
            }
            int port = next++;
            if (isFree(port)) {
                return port;
            }
        }
    }

    private static int takeBlock() {
        int start = new Random().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int first = FIRST + (start + i) % BLOCKS * BLOCK;
            try {
                SIGNS.add(new DatagramSocket(first, InetAddress.getLoopbackAddress()));
                return first;
            } catch (BindException e) {
                // Somebody else's, or one of ours.
            } catch (SocketException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no port is free from " + FIRST + " to " + (FIRST + BLOCKS * BLOCK - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket door = new ServerSocket()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
