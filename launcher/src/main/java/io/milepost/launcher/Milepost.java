package io.milepost.launcher;

import io.milepost.broker.BrokerStartException;
import io.milepost.gateway.GatewayStartException;
import io.milepost.launcher.config.ConfigException;
import io.milepost.log.MissingTopicsException;
import java.io.PrintWriter;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command {@code ./milepost}. What programs read goes to standard output, what people read to standard error. */
@Command(
        name = "milepost",
        description = "A Kafka-backed event gateway.",
        subcommands = {
            DevCommand.class,
            GatewayCommand.class,
            FanoutCommand.class,
            EmailCommand.class,
            BrokerCommand.class,
            TokenCommand.class,
            RevokeCommand.class,
            RolloutCommand.class,
            PublishCommand.class,
            TailCommand.class,
            DeadLetterCommand.class,
            BenchCommand.class,
            CapacityCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "Milepost 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nA first minute:%n",
        footer = {
            "  ./milepost dev                          everything on this machine, with events flowing",
            "  ./milepost tail team-otters             see them, in another terminal",
            "  ./milepost publish --stream activity --key otters --type walked --data '{\"distance\":2.5}'"
        })
public final class Milepost {
    private Milepost() {}

    /** Runs the command line and ends the process with its exit code: 0, 1 for a failure, 2 for a wrong use. */
    public static void main(String[] args) {
        // What a client of TLS 1.2 could otherwise ask for again and again, at little cost to itself; read by the JDK
        // once.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        int code = commandLine().execute(args);
        System.exit(code);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Milepost())
                .setExecutionExceptionHandler(new SayWhatIsWrong())
                .setUsageHelpAutoWidth(true);
    }

    /** Faults that a person can mend are told in words; a stack trace means that we have made a mistake. */
    private static final class SayWhatIsWrong implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception e, CommandLine line, CommandLine.ParseResult parsed)
                throws Exception {
            PrintWriter err = line.getErr();
            if (e instanceof ConfigException config) {
                err.println("The configuration has " + config.faults().size()
                        + (config.faults().size() == 1 ? " fault:" : " faults:"));
                config.faults().forEach(fault -> err.println("  " + fault));
                return CommandLine.ExitCode.USAGE;
            }
            if (e instanceof BrokerStartException
                    || e instanceof GatewayStartException
                    || e instanceof MissingTopicsException
                    || e instanceof CommandFailedException) {
                err.println(e.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            if (e instanceof KafkaException) {
                err.println("Kafka: " + deepest(e).getMessage() + advice(e));
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw e;
        }

        private static String advice(@Nullable Throwable e) {
            if (e instanceof SaslAuthenticationException) {
                return ". Look at kafkaSettings.sasl_mechanism and kafkaSettings.sasl_jaas_config: the user and the password";
            }
            if (e instanceof SslAuthenticationException) {
                return ". Look at kafkaSettings.ssl_truststore_location: what Kafka's certificate was signed with";
            }
            return e == null ? "" : advice(e.getCause());
        }

        private static Throwable deepest(Throwable e) {
            Throwable cause = e.getCause();
            return cause == null ? e : deepest(cause);
        }
    }
}
