package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Table;

/**
 * The attributes of a VPC that DescribeVpcs does not show.
 *
 * @param dnsSupport whether names are resolved inside of the VPC
 * @param dnsHostnames whether instances with public addresses have names
 * @param usageMetrics whether address usage is counted; kept without effect
 */
record VpcAttributes(boolean dnsSupport, boolean dnsHostnames, boolean usageMetrics) {
    /** Those of a VPC that is made. */
    static final VpcAttributes NEW = new VpcAttributes(true, false, false);

    static VpcAttributes of(Resources resources, String region, String vpcId) {
        return table(resources).get(region + "/" + vpcId).orElse(NEW);
    }

    static void put(Resources resources, String region, String vpcId, VpcAttributes attributes) {
        table(resources).put(region + "/" + vpcId, attributes);
    }

    static void remove(Resources resources, String region, String vpcId) {
        table(resources).remove(region + "/" + vpcId);
    }

    private static Table<VpcAttributes> table(Resources resources) {
        return resources.store().table("ec2.vpc-attributes", Codec.json(VpcAttributes.class));
    }
}
