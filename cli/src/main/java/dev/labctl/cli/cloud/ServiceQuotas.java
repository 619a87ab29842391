package dev.labctl.cli.cloud;

import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;

/** Service Quotas: how much an account may have, of what its own service does not tell. */
public final class ServiceQuotas implements AutoCloseable {
    private final ServiceQuotasClient client;

    ServiceQuotas(ClientFactory clients) {
        client = clients.client(ServiceQuotasClient.builder());
    }

    /**
     * What the account may have in this region.
     *
     * @param service its code: {@code vpc}
     * @param quota its code: {@code L-F678F1CE}
     */
    public long value(String service, String quota) {
        return client.getServiceQuota(request -> request.serviceCode(service).quotaCode(quota))
                .quota()
                .value()
                .longValue();
    }

    @Override
    public void close() {
        client.close();
    }
}
