package dev.labctl.runtime.pgdump;

import dev.labctl.runtime.database.LightTls;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A connection to a PostgreSQL server, with TLS on it when asked for (the protocol's SSLRequest, then verify-full). A
 * thread that reads or writes and is interrupted closes it.
 */
final class PostgresSocket implements Closeable {
    private static final int CONNECT_TIMEOUT_MILLIS = 20_000;
    private static final int BUFFER = 1 << 16;
    /** Eight bytes long, then the code 80877103: PostgreSQL's protocol, section "SSL Session Encryption". */
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private PostgresSocket(Socket socket) throws IOException {
        this.socket = socket;
        InputStream buffered = new BufferedInputStream(socket.getInputStream(), BUFFER);
        this.in = socket instanceof SSLSocket ? new WithoutChannelBinding(buffered) : buffered;
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
    }

    /**
     * Connects.
     *
     * @throws IOException also when the server has no TLS though it is asked for, or its certificate is not trusted
     */
    static PostgresSocket open(DumpRequest request) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            Socket plain = channel.socket();
            plain.connect(new InetSocketAddress(request.host(), request.port()), CONNECT_TIMEOUT_MILLIS);
            Optional<Path> authorities = request.rootCertificates();
            return new PostgresSocket(authorities.isPresent() ? secure(plain, request, authorities.get()) : plain);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Socket secure(Socket plain, DumpRequest request, Path authorities) throws IOException {
        plain.getOutputStream().write(SSL_REQUEST);
        plain.getOutputStream().flush();
        if (plain.getInputStream().read() != 'S') {
            throw new IOException("the server does not offer TLS");
        }
        SSLSocket secured = (SSLSocket)
                trusting(authorities).getSocketFactory().createSocket(plain, request.host(), request.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        LightTls.lighten(secured);
        secured.startHandshake();
        return secured;
    }

    private static SSLContext trusting(Path authorities) throws IOException {
        try (InputStream pem = Files.newInputStream(authorities)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + authorities + " cannot be used", e);
        }
    }

    /** Reads what is there, at least a byte; −1 at the end. What was written before is sent first. */
    int read(byte[] bytes, int length) throws IOException {
        out.flush();
        return in.read(bytes, 0, length);
    }

    /** Whether there is something to read without waiting for it. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
