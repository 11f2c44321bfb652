using Confluent.Kafka;

namespace RaftLog.Compatibility.Tests;

/// <summary>Transactions are not there, and a client is told so at once instead of waiting for a coordinator.</summary>
public sealed class TransactionTests(HostedBroker broker) : IClassFixture<HostedBroker>
{
    [Fact]
    public void Transactional_producer_is_refused_with_a_fatal_error()
    {
        using var producer = Client.Producer(broker.Bootstrap, c => c.TransactionalId = "pay");

        var refused = Assert.Throws<KafkaException>(() => producer.InitTransactions(Client.WaitMax));

        Assert.True(refused.Error.IsFatal, refused.Error.ToString());
    }
}
