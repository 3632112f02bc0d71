/// What llama.cpp says in its log that it allocated for the model that it loaded last.
///
/// Its lines are `load_tensors: CUDA0 model buffer size = 1918.35 MiB` and such, and `offloaded 29/29 layers to GPU`
/// (llama.cpp b9878, `src/llama-model.cpp`, `src/llama-kv-cache.cpp`, `src/llama-context.cpp`), whatever the runner writes
/// around them.
package struct EngineAllocation: Hashable, Sendable {
    /// The kinds of buffers, by the words of the log.
    private enum Kind: String {
        case weights = "model"
        case cache = "KV"
        case state = "RS"
        case compute
        case output
    }

    /// What lies in the memory of one device.
    package struct Device: Hashable, Sendable {
        /// As the log has it: `CUDA0`, `CPU`.
        package let name: String
        package fileprivate(set) var weights = ByteCount.zero
        /// With the recurrent state.
        package fileprivate(set) var cache = ByteCount.zero
        package fileprivate(set) var compute = ByteCount.zero

        package var total: ByteCount { weights + cache + compute }

        /// Whether it is memory of the system: `CPU`, `CPU_Mapped`, `CUDA_Host`, `BLAS`.
        package var isHost: Bool {
            name.hasPrefix("CPU") || name.hasPrefix("BLAS") || name.hasPrefix("AMX")
                || name.hasSuffix("_Host")
        }
    }

    /// How many layers of a model lie on accelerators.
    package struct Layers: Hashable, Sendable {
        package let placed: Int
        package let all: Int
    }

    /// In the order of the log.
    package private(set) var devices: [Device] = []
    /// Nil if the log does not say.
    package private(set) var layers: Layers?

    /// Reads a log; nil if no load of a model is in it, or the last one came to no end.
    package init?(log: String) {
        var hasBegun = false
        for line in log.split(whereSeparator: \.isNewline) where line.utf8.count < 1000 {
            if Self.failures.contains(where: line.contains) {
                devices = []
                layers = nil
                hasBegun = false
            } else if let layers = Self.layers(line) {
                begin(&hasBegun, isNew: true)
                self.layers = layers
            } else if let (device, kind, size) = Self.buffer(line) {
                if kind == .weights { begin(&hasBegun, isNew: hasCaches) }
                if hasBegun { add(size, kind, device) }
            }
        }
        // What is loaded has a compute buffer at last.
        guard devices.contains(where: { $0.compute > .zero }) else { return nil }
    }

    /// What the log says where a load has failed.
    private static let failures = [
        "out of memory", "failed to load model", "failed to initialize the context",
        "failed to allocate", "unable to load model", "error loading model",
    ]

    /// The line without what the runner wrote before it, if it is one of this function of llama.cpp.
    ///
    /// What a client has asked may stand in the log too, behind other names.
    private static func words(_ line: Substring, _ functions: [String]) -> Substring? {
        let start =
            line.firstRange(of: "msg=\"")?.upperBound
            ?? line.firstRange(of: "Z] ")?.upperBound ?? line.startIndex
        let text = line[start...].drop { $0 == " " }
        return functions.contains { text.hasPrefix($0 + ":") } ? text : nil
    }

    /// Forgets the load before, where another begins.
    private mutating func begin(_ hasBegun: inout Bool, isNew: Bool) {
        if !hasBegun || isNew {
            devices = []
            layers = nil
        }
        hasBegun = true
    }

    private var hasCaches: Bool { devices.contains { $0.cache + $0.compute > .zero } }

    private mutating func add(_ size: ByteCount, _ kind: Kind, _ name: String) {
        let index: Int
        if let known = devices.firstIndex(where: { $0.name == name }) {
            index = known
        } else {
            // No machine has more.
            if devices.count >= 64 { return }
            index = devices.count
            devices.append(Device(name: name))
        }
        switch kind {
        case .weights: devices[index].weights = devices[index].weights + size
        // One for global and one for sliding layers.
        case .cache, .state: devices[index].cache = devices[index].cache + size
        // It is told again where it was reserved anew.
        case .compute: devices[index].compute = size
        case .output: break
        }
    }

    /// `load_tensors: offloaded 29/29 layers to GPU`.
    private static func layers(_ line: Substring) -> Layers? {
        guard let line = words(line, ["load_tensors", "llm_load_tensors"]),
            let start = line.firstRange(of: ": offloaded "),
            let end = line[start.upperBound...].firstRange(of: " layers to GPU")
        else { return nil }
        let numbers = line[start.upperBound..<end.lowerBound].split(
            separator: "/", omittingEmptySubsequences: false
        ).compactMap { $0.utf8.count < 6 ? Int($0) : nil }
        guard numbers.count == 2, numbers[0] >= 0, numbers[0] <= numbers[1] else { return nil }
        return Layers(placed: numbers[0], all: numbers[1])
    }

    /// `llama_kv_cache:      CUDA0 KV buffer size =   448.00 MiB`.
    private static func buffer(_ line: Substring) -> (device: String, kind: Kind, size: ByteCount)?
    {
        guard
            let line = words(
                line,
                [
                    "load_tensors", "llm_load_tensors", "llama_kv_cache", "llama_kv_cache_unified",
                    "llama_kv_cache_init", "llama_memory_recurrent", "llama_context",
                    "llama_new_context_with_model", "sched_reserve", "graph_reserve",
                ]), let mark = line.firstRange(of: " buffer size = ")
        else { return nil }
        let words = line[..<mark.lowerBound].split(separator: " ")
        guard words.count == 3, let kind = Kind(rawValue: String(words[2])) else { return nil }
        let device = words[1]
        let isName =
            device.first.map { $0.isLetter && $0.isASCII } ?? false
            && device.utf8.allSatisfy {
                $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "_")
            }
        let rest = line[mark.upperBound...].split(separator: " ")
        // No device has a PiB.
        guard isName, device.utf8.count <= 40, rest.count >= 2, rest[1].hasPrefix("MiB"),
            let size = ByteCount(words: "\(rest[0]) MiB"), size < .gibibytes(0x1p20)
        else { return nil }
        return (String(device), kind, size)
    }
}
