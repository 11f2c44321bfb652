using System.Collections.Immutable;
using RaftLog.Coordination.Metadata.Records;

namespace RaftLog.Coordination.Metadata;

/// <summary>
/// What a request comes to: records to append as one entry, all or nothing, and the answer. The answer is sent when that entry
/// commits; with no records, when what it was decided on has committed.
/// </summary>
/// <param name="Records">The records, in order; empty when nothing changes.</param>
/// <param name="Result">The answer.</param>
public readonly record struct Decision<TResult>(ImmutableArray<MetadataRecord> Records, TResult Result);
