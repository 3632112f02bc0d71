/// The scenarios that ship inside the binary: JSON text by scenario name.
public enum EmbeddedScenarios {
    public static var texts: [String: String] { EmbeddedFiles.all }
}
