/** What function URLs make of HTTP: requests as events, results of handlers as answers, and CORS. */
@NullMarked
package dev.labctl.localcloud.service.lambda.url;

import org.jspecify.annotations.NullMarked;
