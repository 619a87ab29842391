package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.Settings;
import dev.labctl.cli.command.shared.Settings.Setting;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "config", description = "Show every setting, and where its value comes from.")
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    ConfigCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Settings settings = context.settings();
        Map<String, Setting> all = new LinkedHashMap<>();
        all.put("home", new Setting(settings.home().toString(), settings.homeOrigin()));
        all.put("config-file", new Setting(settings.configFile().toString(), "in home"));
        target.settings().forEach((name, setting) -> all.put(name.key(), setting));
        output.open().write(new Config(all));
        return 0;
    }

    private record Config(Map<String, Setting> settings) implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            settings.forEach(
                    (name, setting) -> json.put(name, Map.of("value", setting.value(), "origin", setting.origin())));
            return json;
        }

        @Override
        public void print(Text text) {
            text.table(
                    List.of("SETTING", "VALUE", "FROM"),
                    settings.entrySet().stream()
                            .map(each -> List.of(
                                    each.getKey(),
                                    each.getValue().value(),
                                    each.getValue().origin()))
                            .toList());
        }
    }
}
