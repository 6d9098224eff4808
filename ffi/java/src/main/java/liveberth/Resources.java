package liveberth;

import java.util.List;
import java.util.Map;

/**
 * What a replica gets, whatever its place. Its text does not show the values of environment variables,
 * which may be secrets.
 *
 * @param cpuMillicores processor time
 * @param memoryBytes memory
 * @param threadCount how many requests it serves at once
 * @param sources what it may read
 * @param environmentVariables what it starts with, by their names
 */
public record Resources(
        long cpuMillicores, long memoryBytes, int threadCount, List<String> sources,
        Map<String, String> environmentVariables) {
    @Override
    public String toString() {
        return "Resources[cpuMillicores=" + cpuMillicores + ", memoryBytes=" + memoryBytes
                + ", threadCount=" + threadCount + ", sources=" + sources
                + ", environmentVariables=" + environmentVariables.keySet() + "]";
    }
}
