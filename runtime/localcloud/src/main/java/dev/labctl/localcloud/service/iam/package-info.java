/** AWS IAM: users, groups, roles, policies, access keys, instance profiles and the policy simulator. */
@NullMarked
package dev.labctl.localcloud.service.iam;

import org.jspecify.annotations.NullMarked;
