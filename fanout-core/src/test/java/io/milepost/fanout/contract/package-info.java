/**
 * What every sink must do, as tests: {@link io.milepost.fanout.contract.SinkContract} is what the author of a sink extends,
 * {@link io.milepost.fanout.contract.FarSide} what it delivers to there.
 */
package io.milepost.fanout.contract;
