package io.milepost.email.unsubscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.FanoutSettings;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and reads the tokens of links in mails: what a token says, and an HMAC-SHA256 over it, in base64url. A token holds no
 * address. Any thread may use it.
 */
public final class UnsubscribeTokens {
    /** How long a link works: two years, since people unsubscribe from old mails too. */
    public static final Duration VALID = Duration.ofDays(730);

    /** Bytes that a secret has at least. */
    public static final int LEAST_SECRET_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern BETWEEN = Pattern.compile("[,\\s]+");
    private static final byte VERSION = 1;
    private static final int MAC_BYTES = 32;
    private static final int ID_BYTES = 16;
    private static final int MOST_BYTES = 255;
    private static final int MOST_CHARS = 1_000;
    /** Clocks of two instances may differ. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final List<SecretKeySpec> keys;
    private final InstantSource clock;

    /**
     * Signs with the first secret and accepts all of them.
     *
     * @param secrets each of {@value #LEAST_SECRET_BYTES} bytes at least
     */
    public UnsubscribeTokens(List<byte[]> secrets, InstantSource clock) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(secret -> secret.length < LEAST_SECRET_BYTES)) {
            throw new IllegalArgumentException("a secret of " + LEAST_SECRET_BYTES + " bytes at least is needed");
        }
        keys = secrets.stream()
                .map(secret -> new SecretKeySpec(secret, ALGORITHM))
                .toList();
        this.clock = clock;
    }

    /**
     * With the secret under {@code secret} or in the file {@code secretFile}, and those before it, with commas or spaces
     * between them, under {@code oldSecrets} or in {@code oldSecretsFile}. A fault in them is noted there, and then what is
     * returned can only refuse.
     */
    public static UnsubscribeTokens read(FanoutSettings settings, InstantSource clock) {
        List<byte[]> secrets = new ArrayList<>();
        String secret = settings.secret("secret", "what links to unsubscribe are signed with, 32 bytes at least");
        boolean well = add(settings, "secret", secret, secrets);
        if (!settings.text("oldSecrets", "").isBlank()
                || !settings.text("oldSecretsFile", "").isBlank()) {
            String old = settings.secret("oldSecrets", "what links were signed with before");
            for (String one : BETWEEN.splitAsStream(old.strip()).toList()) {
                well &= add(settings, "oldSecrets", one, secrets);
            }
        }
        return new UnsubscribeTokens(well ? secrets : List.of(random()), clock);
    }

    private static boolean add(FanoutSettings settings, String key, String secret, List<byte[]> to) {
        byte[] bytes = secret.getBytes(UTF_8);
        if (bytes.length < LEAST_SECRET_BYTES && !secret.isBlank()) {
            settings.fault(key, "shorter than " + LEAST_SECRET_BYTES + " bytes");
        }
        to.add(bytes);
        return bytes.length >= LEAST_SECRET_BYTES;
    }

    private static byte[] random() {
        byte[] bytes = new byte[LEAST_SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /**
     * Makes a token.
     *
     * @throws IllegalArgumentException if the id is none, or category or key take more than 255 bytes
     */
    public String issue(String recipientId, String category, String requestKey) {
        byte[] id = HexFormat.of().parseHex(recipientId);
        byte[] of = category.getBytes(UTF_8);
        byte[] key = requestKey.getBytes(UTF_8);
        if (id.length != ID_BYTES || of.length > MOST_BYTES || key.length > MOST_BYTES || category.isBlank()) {
            throw new IllegalArgumentException("no recipient's id, or no category, or one of more than 255 bytes");
        }
        ByteBuffer said = ByteBuffer.allocate(1 + ID_BYTES + Long.BYTES + 1 + of.length + 1 + key.length);
        said.put(VERSION).put(id).putLong(clock.instant().getEpochSecond());
        said.put((byte) of.length).put(of).put((byte) key.length).put(key);
        byte[] mac = mac(keys.get(0), said.array());
        byte[] token = Arrays.copyOf(said.array(), said.capacity() + MAC_BYTES);
        System.arraycopy(mac, 0, token, said.capacity(), MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** What a token says; empty if it is not one of ours, or older than {@link #VALID}. */
    public Optional<UnsubscribeToken> read(String token) {
        byte[] bytes;
        try {
            bytes = token.length() > MOST_CHARS
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length <= MAC_BYTES || !isSigned(bytes)) {
            return Optional.empty();
        }
        try {
            return parse(ByteBuffer.wrap(bytes, 0, bytes.length - MAC_BYTES)).filter(this::isValidNow);
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** Looks at every key, whichever it was: how long that takes says nothing. */
    private boolean isSigned(byte[] token) {
        byte[] said = Arrays.copyOf(token, token.length - MAC_BYTES);
        byte[] mac = Arrays.copyOfRange(token, said.length, token.length);
        boolean signed = false;
        for (SecretKeySpec key : keys) {
            signed |= MessageDigest.isEqual(mac, mac(key, said));
        }
        return signed;
    }

    private static Optional<UnsubscribeToken> parse(ByteBuffer said) {
        if (said.get() != VERSION) {
            return Optional.empty();
        }
        byte[] id = new byte[ID_BYTES];
        said.get(id);
        Instant issued = Instant.ofEpochSecond(said.getLong());
        String category = text(said);
        String requestKey = text(said);
        return said.hasRemaining()
                ? Optional.empty()
                : Optional.of(new UnsubscribeToken(HexFormat.of().formatHex(id), category, issued, requestKey));
    }

    private static String text(ByteBuffer said) {
        byte[] bytes = new byte[Byte.toUnsignedInt(said.get())];
        said.get(bytes);
        return new String(bytes, UTF_8);
    }

    private boolean isValidNow(UnsubscribeToken token) {
        Instant now = clock.instant();
        return !token.issued().isAfter(now.plus(AHEAD))
                && !token.issued().plus(VALID).isBefore(now);
    }

    private static byte[] mac(SecretKeySpec key, byte[] said) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(said);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
