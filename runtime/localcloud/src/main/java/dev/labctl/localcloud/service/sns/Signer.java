package dev.labctl.localcloud.service.sns;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Signs notifications as "Verifying the signatures of Amazon SNS messages" describes, with a key of this cloud's own: it
 * is made when the first notification is sent. Nobody vouches for it, so clients that insist on AWS's certificate will
 * not accept it.
 */
final class Signer {
    private static final String KEY = "signing-key";

    private final Store store;
    private final Table<byte[]> keys;
    private @Nullable PrivateKey key;

    Signer(Store store) {
        this.store = store;
        this.keys = store.table("sns.keys", Codec.BYTES);
    }

    /** The signature of version 1 (SHA-1) or 2 (SHA-256) of a notification, in base64. */
    String sign(PublishedMessage message, String timestamp, String version) {
        StringBuilder text = new StringBuilder();
        line(text, "Message", message.body());
        line(text, "MessageId", message.id());
        if (message.subject() != null) {
            line(text, "Subject", message.subject());
        }
        line(text, "Timestamp", timestamp);
        line(text, "TopicArn", message.topicArn());
        line(text, "Type", "Notification");
        try {
            Signature signature = Signature.getInstance(version.equals("2") ? "SHA256withRSA" : "SHA1withRSA");
            signature.initSign(key());
            signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with RSA", e);
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('\n').append(value).append('\n');
    }

    private synchronized PrivateKey key() throws GeneralSecurityException {
        PrivateKey current = key;
        if (current == null) {
            byte[] encoded = keys.get(KEY).orElse(null);
            if (encoded == null) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                byte[] made = generator.generateKeyPair().getPrivate().getEncoded();
                store.write(() -> keys.put(KEY, made));
                encoded = made;
            }
            current = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            key = current;
        }
        return current;
    }
}
