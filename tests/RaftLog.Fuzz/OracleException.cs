namespace RaftLog.Fuzz;

/// <summary>An execution ended in a way that is not documented.</summary>
internal sealed class OracleException(string message) : Exception(message)
{
    /// <summary>Throws when a claim does not hold.</summary>
    public static void Require(bool holds, string claim)
    {
        if (!holds) throw new OracleException(claim);
    }
}
