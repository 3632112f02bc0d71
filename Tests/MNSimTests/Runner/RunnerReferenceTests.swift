import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `A model reference` {
    private static let id = "sha256:" + String(repeating: "0123456789abcdef", count: 4)
    private static let hex = String(repeating: "f", count: 64)

    @Test(arguments: [
        ("gemma3", "ai/gemma3:latest"), ("gemma3:v1", "ai/gemma3:v1"),
        ("myorg/model", "myorg/model:latest"), ("myorg/model:v2", "myorg/model:v2"),
        ("ai/gemma3:latest", "ai/gemma3:latest"),
        ("registry.example.com/model", "registry.example.com/model:latest"),
        ("registry.example.com/myorg/model:v1", "registry.example.com/myorg/model:v1"),
        ("1234567890ab", "1234567890ab"), (hex, hex), ("sha256:" + hex, "sha256:" + hex),
        ("", ""), ("   ", ""), ("  gemma3  ", "ai/gemma3:latest"), ("model:", "ai/model:latest"),
        ("myorg/model:", "myorg/model:latest"), ("abc123", "ai/abc123:latest"),
        ("model-xyz", "ai/model-xyz:latest"), ("MyModel", "ai/mymodel:latest"),
        ("hf.co/org/model", "huggingface.co/org/model:latest"),
        ("hf.co/org/model:Q4_K_M", "huggingface.co/org/model:Q4_K_M"),
        ("huggingface.co/org/model", "huggingface.co/org/model:latest"),
        ("0123456789ab", id), (String(id.dropFirst(7)), id), (id, id),
        ("12345", "ai/12345:latest"), ("1234567890AB", "ai/1234567890ab:latest"),
        ("HF.co/Org/Ok", "hf.co/org/ok:latest"), ("localhost:5000/x", "localhost:5000/x:latest"),
    ])
    func `is normalised as the runner does it`(_ name: String, _ expected: String) {
        #expect(RunnerReference.normalised(name, ids: [Self.id]) == expected)
    }

    @Test(arguments: [
        ("ai/smollm2:latest", "docker.io/ai/smollm2:latest"),
        ("docker.io/ai/smollm2:latest", "docker.io/ai/smollm2:latest"),
        ("index.docker.io/ai/smollm2:latest", "docker.io/ai/smollm2:latest"),
        ("myorg/tool:v1", "docker.io/myorg/tool:v1"),
        ("huggingface.co/org/gated:Q8_0", "huggingface.co/org/gated:Q8_0"),
        ("localhost:15000/x/y:z", "localhost:15000/x/y:z"),
    ])
    func `is stored with its registry`(_ name: String, _ expected: String) {
        #expect(RunnerReference(parsing: name)?.text == expected)
    }

    @Test(arguments: [
        "ai/tiny rec:latest", "ai/tinyrec!:latest", "ai/tinyrec@sha256:abc", "ai/UPPER:latest",
        "https://docker.io/ai/tinyrec:latest", "ai/-x:latest", "ai/x-:latest", "ai/x:a!b", "",
        "ai//x:latest", "ai/x._y:latest",
    ])
    func `is refused when malformed`(_ name: String) {
        #expect(RunnerReference(parsing: name) == nil)
    }
}
