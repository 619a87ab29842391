package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.identity.MalformedPolicyException;
import dev.labctl.localcloud.identity.PolicyDocument;
import dev.labctl.localcloud.identity.PolicyKind;

/** The policies of endpoints: who may do what through one. */
final class EndpointPolicy {
    static final String FULL_ACCESS = """
            {
              "Statement": [
                {
                  "Action": "*",
                  "Effect": "Allow",
                  "Principal": "*",
                  "Resource": "*"
                }
              ]
            }""";

    private EndpointPolicy() {}

    /** The policy, when it is one. @throws dev.labctl.localcloud.core.AwsError InvalidPolicyDocument when it is not */
    static String checked(String policy) {
        try {
            PolicyDocument.parse(policy, PolicyKind.RESOURCE);
            return policy;
        } catch (MalformedPolicyException e) {
            throw Ec2Errors.of("InvalidPolicyDocument", "Policy document is invalid: " + e.getMessage());
        }
    }
}
