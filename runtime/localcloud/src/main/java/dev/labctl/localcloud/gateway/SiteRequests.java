package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Site;
import dev.labctl.localcloud.http.HttpExchange;
import dev.labctl.localcloud.http.HttpHandler;
import dev.labctl.localcloud.identity.Credential;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.protocol.QueryParameters;
import dev.labctl.localcloud.protocol.WireFormatException;
import dev.labctl.localcloud.protocol.WireRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the requests that come to sites, and verifies their signatures when a site asks. */
public final class SiteRequests {
    private static final Logger LOG = LoggerFactory.getLogger(SiteRequests.class);

    private final RequestCounts counts;
    private final SignatureVerifier verifier;
    private final NetworkPath path;

    public SiteRequests(CloudEnvironment environment, RequestCounts counts) {
        this.counts = counts;
        this.verifier = new SignatureVerifier(environment.identities(), environment.clock(), Clock.systemUTC());
        this.path = new NetworkPath(environment);
    }

    /** What answers for this site. */
    HttpHandler of(Site site) {
        return exchange -> handle(exchange, site);
    }

    private void handle(HttpExchange exchange, Site site) throws IOException {
        // No endpoint in a VPC has this name: the way to a function URL leads over the internet, as on AWS.
        path.travel(exchange.connection(), "lambda-url", "");
        String id = UUID.randomUUID().toString();
        Site.Request request = new Site.Request(
                id,
                exchange.method(),
                exchange.path(),
                exchange.query(),
                exchange.headers(),
                exchange.body().readNBytes(RequestBody.LIMIT),
                exchange.connection().localPort(),
                Authenticator.conditions(exchange.headers()));
        Signed signatures = new Signed(request);
        Site.Answer answer;
        try {
            answer = site.answer(request, signatures);
        } catch (RuntimeException | Error e) {
            LOG.error("request {} failed", id, e);
            answer = new Site.Answer(500, List.of(), new byte[0]);
        }
        counts.add(signatures.principal, "lambda", "InvokeFunctionUrl", answer.status() >= 400);
        exchange.answer(answer.status(), answer.headers(), answer.body());
    }

    /** The signature of one request, if it is looked at. */
    private final class Signed implements Site.Signatures {
        private final Site.Request request;
        private Principal principal = Principal.ANONYMOUS;

        Signed(Site.Request request) {
            this.request = request;
        }

        @Override
        public Credential verify(String service, String region) {
            AuthDialect dialect = AuthDialect.JSON;
            WireRequest wire = wire(dialect);
            Authorization authorization = Authorization.of(wire).orElseThrow(dialect::unsigned);
            if (!authorization.region().equals(region)) {
                throw dialect.wrongScope("Credential should be scoped to a valid region. ");
            }
            if (!authorization.service().equals(service)) {
                throw dialect.wrongScope("Credential should be scoped to correct service: '" + service + "'. ");
            }
            // The body's own hash, whatever x-amz-content-sha256 says: functions take no unsigned payloads.
            Credential credential = verifier.verify(wire, authorization, Hashes.hex(request.body()), dialect)
                    .credential();
            principal = credential.principal();
            return credential;
        }

        private WireRequest wire(AuthDialect dialect) {
            try {
                return new WireRequest(
                        request.method(),
                        request.rawPath(),
                        request.rawQuery(),
                        QueryParameters.parse(request.rawQuery()),
                        request.headers());
            } catch (WireFormatException e) {
                // There is no canonical form of such a query that could have been signed.
                throw dialect.mismatch();
            }
        }
    }
}
