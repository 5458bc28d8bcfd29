# One image for all that ./milepost does: a gateway node unless another command is named.
#
#   mvn -P quick -DskipTests package      (or any ./milepost command) makes the jars
#   docker build -t milepost:local .
#
# BASE_IMAGE is any Linux with a Java of 17 or newer on its PATH and a /bin/sh.
ARG BASE_IMAGE=eclipse-temurin:17-jre

# Ours are told from the libraries by the version they share with the launcher.
FROM ${BASE_IMAGE} AS jars
COPY launcher/target/lib/ /jars/theirs/
COPY launcher/target/launcher-*.jar /jars/
RUN set -eu; cd /jars; mkdir ours; \
    for jar in launcher-*.jar; do mv theirs/*-"${jar#launcher-}" ours/; mv "$jar" ours/launcher.jar; done

FROM ${BASE_IMAGE}
# The layer that is large and seldom changes, then the small one that changes with each commit.
COPY --from=jars /jars/theirs/ /opt/milepost/theirs/
COPY --from=jars /jars/ours/ /opt/milepost/ours/
COPY deploy/probe.args /opt/milepost/probe.args

# Nothing is written but to /tmp, and there only native libraries: --read-only with --tmpfs /tmp:exec is enough.
USER 10001:10001
# milepost.yaml is looked for here.
WORKDIR /etc/milepost
EXPOSE 8080 8081
# Half of the container's memory is heap; the rest is for buffers outside of it, threads and the JVM itself.
ENV MILEPOST_JAVA_OPTS="-XX:MaxRAMPercentage=50 -XX:MaxDirectMemorySize=128m"

# Whether the process answers at all; what waits for a node to be ready asks for /readyz instead.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["java", "@/opt/milepost/probe.args", "http://127.0.0.1:8081/healthz"]

ENTRYPOINT ["/bin/sh", "-c", "exec java -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:+ExitOnOutOfMemoryError ${MILEPOST_JAVA_OPTS:-} -cp '/opt/milepost/ours/*:/opt/milepost/theirs/*' io.milepost.launcher.Milepost \"$@\"", "milepost"]
CMD ["gateway"]
