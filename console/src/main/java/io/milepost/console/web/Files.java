package io.milepost.console.web;

import io.milepost.gateway.http.Guest.Asked;
import io.milepost.gateway.http.Guest.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** The files of the console's page, which stand in the jar under {@code milepost-console/}. Any thread; may block. */
public final class Files {
    private static final String FOLDER = "milepost-console/";
    private static final String INDEX = "index.html";
    private static final Pattern NAME = Pattern.compile("(?:[A-Za-z0-9_-]+/){0,4}[A-Za-z0-9_.-]+\\.[a-z0-9]{2,11}");
    private static final Pattern HASHED = Pattern.compile("assets/.*-[A-Za-z0-9_-]{8,}\\.[a-z0-9]+");
    private static final int WORTH_ZIPPING = 1_024;
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"));

    private final OptionalInt socketPort;
    private final Map<String, Found> known = new ConcurrentHashMap<>();

    /**
     * The page's files.
     *
     * @param socketPort where the gateway takes sockets, if that is another port than the page's
     */
    public Files(OptionalInt socketPort) {
        this.socketPort = socketPort;
    }

    /** A file, as it is and zipped; the latter empty if that is not worth it. */
    private record Found(byte[] bytes, Optional<byte[]> zipped) {}

    /**
     * Gives a file, or the page for every path that is none.
     *
     * @param below the path behind {@code /console/}
     * @param host by which name the node was asked for
     */
    public Reply get(Asked asked, String below, String host) {
        boolean isFile = NAME.matcher(below).matches();
        Optional<Found> file = isFile ? find(below) : Optional.empty();
        if (file.isPresent()) {
            return reply(asked, below, file.get(), host);
        }
        if (isFile) {
            throw Refused.notFound("the console has no such file");
        }
        return find(INDEX).map(index -> reply(asked, INDEX, index, host)).orElseGet(Files::missing);
    }

    private Reply reply(Asked asked, String name, Found file, String host) {
        Map<String, String> headers = Replies.headers();
        headers.put("Content-Type", TYPES.getOrDefault(ending(name), "application/octet-stream"));
        headers.put(
                "Cache-Control", HASHED.matcher(name).matches() ? "public, max-age=31536000, immutable" : "no-cache");
        headers.put("Content-Security-Policy", policy(host));
        headers.put("Vary", "Accept-Encoding");
        List<String> encodings = asked.headers().getOrDefault("accept-encoding", List.of());
        if (file.zipped().isPresent() && encodings.stream().anyMatch(said -> said.contains("gzip"))) {
            headers.put("Content-Encoding", "gzip");
            return new Reply(200, headers, file.zipped().get());
        }
        return new Reply(200, headers, file.bytes());
    }

    /** Charts and previews of mail set styles; nothing comes from elsewhere but the gateway's sockets. */
    private String policy(String host) {
        String sockets = socketPort.isEmpty()
                ? ""
                : " ws://" + host + ":" + socketPort.getAsInt() + " http://" + host + ":" + socketPort.getAsInt();
        return "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
                + sockets + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }

    private Optional<Found> find(String name) {
        return Optional.ofNullable(known.get(name)).or(() -> {
            Optional<Found> found = read(name);
            found.ifPresent(file -> known.put(name, file));
            return found;
        });
    }

    private static Optional<Found> read(String name) {
        try (InputStream in = Files.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            boolean text = !List.of("png", "ico", "woff2").contains(ending(name));
            return Optional.of(new Found(
                    bytes, text && bytes.length >= WORTH_ZIPPING ? Optional.of(zip(bytes)) : Optional.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream(bytes.length / 3);
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Reply missing() {
        return Replies.text(503, "text/html; charset=utf-8", """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Milepost: no console in this build</title>
                <h1>The console's page is not in this build</h1>
                <p>It is built with Node 20 or newer. Install Node, then build Milepost again: <code>./milepost</code> does so
                by itself when something has changed, <code>mvn package</code> in any case.</p>
                <p>What the page would show is here as JSON:</p>
                <ul><li><a href="/console/api/overview">/console/api/overview</a>
                <li><a href="/console/api/channels">/console/api/channels</a>, /console/api/channels/CHANNEL
                <li>/console/api/events/ID
                <li><a href="/console/api/dead-letters">/console/api/dead-letters</a>, /console/api/dead-letters/TOPIC/PARTITION/OFFSET
                <li><a href="/console/api/email">/console/api/email</a>, /console/api/email/suppressions,
                /console/api/email/templates/NAME</ul></html>
                """);
    }
}
