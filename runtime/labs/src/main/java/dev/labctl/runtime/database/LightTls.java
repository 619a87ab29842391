package dev.labctl.runtime.database;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.postgresql.PGProperty;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.ssl.WrappedFactory;
import org.postgresql.util.PSQLException;

/**
 * TLS as the driver makes it, but for two things. The authorities, of which RDS has many, are read once per process and not
 * for each connection. And one cipher is not offered: Lambda's JVMs never compile with C2, without which AES-256-GCM takes
 * four times as long as ChaCha20-Poly1305. Servers put the one before the other, and AES-128-GCM, which every server of
 * TLS 1.3 has, behind both: where the first is not offered, they choose the second. TLS 1.2 stays as it is.
 *
 * <p>See <a href="https://datatracker.ietf.org/doc/html/rfc8446#section-9.1">RFC 8446, 9.1</a>.
 */
public final class LightTls extends WrappedFactory {
    private static final String HEAVY = "TLS_AES_256_GCM_SHA384";

    /** The driver's factories, by what they depend on: the mode and the file of authorities. */
    private static final Map<String, SSLSocketFactory> FACTORIES = new ConcurrentHashMap<>();

    /** For connections with these properties; the driver makes one by the name of the class. */
    public LightTls(Properties properties) throws PSQLException {
        String key =
                PGProperty.SSL_MODE.getOrDefault(properties) + " " + PGProperty.SSL_ROOT_CERT.getOrDefault(properties);
        SSLSocketFactory known = FACTORIES.get(key);
        factory = known == null ? new LibPQFactory(properties) : known;
        FACTORIES.putIfAbsent(key, factory);
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        Socket socket = super.createSocket(plain, host, port, autoClose);
        if (socket instanceof SSLSocket secure) {
            lighten(secure);
        }
        return socket;
    }

    /** Has a connection not offer what is slow here; before its handshake. */
    public static void lighten(SSLSocket socket) {
        socket.setEnabledCipherSuites(Arrays.stream(socket.getEnabledCipherSuites())
                .filter(suite -> !suite.equals(HEAVY))
                .toArray(String[]::new));
    }
}
