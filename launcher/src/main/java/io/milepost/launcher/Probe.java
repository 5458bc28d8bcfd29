package io.milepost.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Asks a process how it is, from within its own container, where there may be no other program that could. It is a class of its own
 * and not a command, since it is run every few seconds and must begin quickly.
 */
public final class Probe {
    private static final int PATIENCE_MS = 3_000;

    private Probe() {}

    /**
     * Ends with 0 if the answer is 200, else with 1 and a line on standard output that says why.
     *
     * @param args the address, such as {@code http://127.0.0.1:8081/readyz}
     */
    public static void main(String[] args) {
        String problem =
                args.length == 1 ? problem(args[0]) : "one address is needed, such as http://127.0.0.1:8081/healthz";
        if (!problem.isEmpty()) {
            System.out.println(problem);
            System.exit(1);
        }
    }

    /** What is wrong with who listens there; empty if nothing is. */
    static String problem(String address) {
        try (Socket socket = new Socket()) {
            URI uri = URI.create(address);
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String status = answer.readLine();
            return status != null && status.startsWith("HTTP/1.1 200 ") ? "" : address + ": " + rest(status, answer);
        } catch (IOException | IllegalArgumentException e) {
            return address + ": " + e.getMessage();
        }
    }

    private static String rest(String status, BufferedReader answer) throws IOException {
        String last = "";
        for (String line = answer.readLine(); line != null; line = answer.readLine()) {
            last = line;
        }
        return (status == null ? "no answer" : status) + (last.isEmpty() ? "" : ", " + last);
    }
}
