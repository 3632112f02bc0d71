import MNCore
import Testing

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a killed writer leaves beside the file that it was writing.
@Suite struct `What a killed writer left` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `is removed by the next one, and nothing else is`() throws {
        let others = [
            ".mn-1-1.partial.txt", ".mn-x-1.partial", "mn-1-1.partial", ".mn-1.partial",
            "a.partial", ".mn-1-1.partial2",
        ]
        for name in others + [".mn-1-1.partial", ".mn-22-333.partial"] {
            try folder.write(name, [1])
        }
        #expect(unsafe mkdir(folder(".mn-2-2.partial"), 0o755) == 0)
        #expect(unsafe symlink("a.partial", folder(".mn-3-3.partial")) == 0)
        #expect(unsafe mkfifo(folder(".mn-4-4.partial"), 0o600) == 0)
        let odd = [".mn-2-2.partial", ".mn-3-3.partial", ".mn-4-4.partial"]
        try LiveFiles().replace(folder("file"), with: [2])
        #expect(try folder.names() == (others + odd + ["file"]).sorted())
    }

    @Test func `stays while its writer lives, and goes when it is killed`() throws {
        let writer = try UnfinishedFile.made(in: folder.path)
        LiveFiles().removeLeftovers(in: folder.path)
        #expect(try folder.names().count == 1)
        _ = writer.descriptor.number
        end(writer)
        // A program that a test beside this one is just starting may hold the file for a moment more.
        for _ in 0..<500 {
            LiveFiles().removeLeftovers(in: folder.path)
            if try folder.names() == [] { break }
            usleep(10_000)
        }
        #expect(try folder.names() == [])
    }

    /// Closes what a writer has open, as the system does when it is killed.
    private func end(_ writer: consuming UnfinishedFile) {}

    @Test func `is removed by twenty writers side by side, who all write`() async throws {
        let files = LiveFiles()
        let folder = folder
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 1...20 {
                group.addTask {
                    for turn in 0..<10 {
                        try folder.write(".mn-1-\(writer)\(turn).partial", [1])
                        try files.replace(folder("file\(writer)"), with: [UInt8(writer)])
                    }
                }
            }
            try await group.waitForAll()
        }
        files.removeLeftovers(in: folder.path)
        #expect(try folder.names() == (1...20).map { "file\($0)" }.sorted())
    }

    @Test func `of a run is removed by the next run`() async throws {
        let binary = try Binary()
        let result = try await binary.run(
            """
            mkdir -p "$HERE/bp" "$MN_HOME/runs/g-1"
            : > "$MN_HOME/runs/g-1/.mn-1-1.partial"
            cat > "$HERE/bp/manifest.json" <<'END'
            {"manifest_version": "1.0", "graph_id": "g", "job_name": "G", "entrypoints": ["w"],
             "nodes": [{"node_id": "w", "config": {
               "runner_module": "MirrorNeuron.Runner.HostLocal", "command": ["true"]}}]}
            END
            "$MN" blueprint run "$HERE/bp" 2> /dev/null; echo $?; ls -A "$MN_HOME/runs/g-1" "$MN_HOME/runs"
            """)
        #expect(result.output.hasPrefix("0\n"))
        #expect(result.output.contains("g-2") && !result.output.contains("partial"))
    }
}
