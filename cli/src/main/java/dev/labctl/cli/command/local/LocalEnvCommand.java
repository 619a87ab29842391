package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.RunningCloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "env",
        description = "Print what makes any AWS client use the local cloud: eval \"$(labctl local env)\".")
final class LocalEnvCommand implements Callable<Integer> {
    /** The shells that are spoken. */
    enum Shell {
        SH,
        FISH
    }

    @Option(names = "--shell", paramLabel = "sh|fish", description = "Which shell reads it (default: sh).")
    private Shell shell = Shell.SH;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalEnvCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        RunningCloud cloud = new Clouds(context).localCloud().start(talk::say).cloud();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_ENDPOINT_URL", cloud.endpoint().toString());
        variables.put("AWS_ACCESS_KEY_ID", cloud.credentials().accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", cloud.credentials().secretAccessKey());
        variables.put("AWS_REGION", target.localRegion());
        variables.put("AWS_DEFAULT_REGION", target.localRegion());
        talk.write(new Variables(variables, shell));
        return 0;
    }

    private record Variables(Map<String, String> values, Shell shell) implements Result {
        @Override
        public Object json() {
            return values;
        }

        @Override
        public void print(Text text) {
            switch (shell) {
                case SH -> {
                    values.forEach((name, value) -> text.line("export %s='%s'".formatted(name, value)));
                    // Temporary credentials or a profile of AWS would win over, or mix with, the key above.
                    text.line("unset AWS_SESSION_TOKEN AWS_PROFILE");
                }
                case FISH -> {
                    values.forEach((name, value) -> text.line("set -gx %s '%s';".formatted(name, value)));
                    text.line("set -e AWS_SESSION_TOKEN; set -e AWS_PROFILE;");
                }
            }
        }
    }
}
