package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;

/** Alarms, what happened to them, and dashboards. */
final class AlarmTables {
    final Store store;
    final Table<Alarm> alarms;
    /** By name: dashboards belong to no region. */
    final Table<Dashboard> dashboards;

    private final Table<HistoryItem> history;

    AlarmTables(Store store) {
        this.store = store;
        this.alarms = store.table("cloudwatch.alarms", Codec.json(Alarm.class));
        this.history = store.table("cloudwatch.history", Codec.json(HistoryItem.class));
        this.dashboards = store.table("cloudwatch.dashboards", Codec.json(Dashboard.class));
    }

    Optional<Alarm> find(Call call, String name) {
        return alarms.get(Alarm.row(call.region(), name));
    }

    List<Alarm> alarmsIn(String region) {
        return alarms.prefix(region + "/").map(Map.Entry::getValue).toList();
    }

    /** Notes what happened to an alarm. Called inside a write. */
    void note(HistoryItem item) {
        String prefix = Alarm.row(item.region(), item.alarmName()) + "\u0001";
        history.put(
                "%s%015d/%06d"
                        .formatted(prefix, item.at(), history.prefix(prefix).count()),
                item);
    }

    /** A region's history, oldest first. */
    List<HistoryItem> historyOf(String region) {
        return history.prefix(region + "/").map(Map.Entry::getValue).toList();
    }

    /**
     * Something that happened to an alarm.
     *
     * @param region its region
     * @param alarmName its name
     * @param at epoch milliseconds
     * @param type ConfigurationUpdate, StateUpdate or Action
     * @param summary in words
     * @param data as JSON
     * @param isComposite whether it is a composite alarm
     */
    record HistoryItem(
            String region, String alarmName, long at, String type, String summary, String data, boolean isComposite) {
        AlarmType alarmType() {
            return isComposite ? AlarmType.COMPOSITE_ALARM : AlarmType.METRIC_ALARM;
        }
    }

    /**
     * A dashboard.
     *
     * @param name its name
     * @param body its JSON
     * @param modifiedAt epoch milliseconds
     */
    record Dashboard(String name, String body, long modifiedAt) {}
}
