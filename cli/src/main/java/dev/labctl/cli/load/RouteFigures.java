package dev.labctl.cli.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured of one route, or of all together.
 *
 * @param calls that ended, well or not
 * @param errors calls that ended otherwise than expected
 * @param retries attempts after the first
 * @param latency of all calls, whatever came of them, from when they were due
 */
public record RouteFigures(String route, long calls, long errors, long retries, Latency latency) {
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("route", route);
        json.put("calls", calls);
        json.put("errors", errors);
        json.put("retries", retries);
        json.put("latency", latency.json());
        return json;
    }
}
