/** How often things in accounts go their less usual way: probabilities, unless the name says otherwise. */

export interface EstateRates {
  /** A delivery of a log file fails and is tried again within its hour. */
  readonly delivery_retried: number
  /** Every attempt to deliver a log file fails. */
  readonly delivery_failed: number
  /** A log file that a digest lists and nobody ever tried to deliver. */
  readonly delivery_lost: number
  /** A log file arrives with another hash than its digest lists. */
  readonly delivery_altered: number
  /** Nothing happened in an hour: an empty digest and no file. */
  readonly trail_quiet: number
  /** A trail's logging is switched off for some hours; on a day. */
  readonly trail_off: number
  /** A quota runs low for some hours; on a day. */
  readonly quota_low: number
  /** A service costs three times as much; on a day. */
  readonly cost_anomaly: number
  /** A resource drifts for some hours; on a day. */
  readonly drift: number
  /** A run of the drift detection fails. */
  readonly drift_run_failed: number
  /** Findings an hour in an account. */
  readonly findings_an_hour: number
  /** Of the findings, those that are critical from the beginning. */
  readonly finding_critical: number
  /** Incidents an hour in an account. */
  readonly incidents_an_hour: number
  /** Of the incidents, those of sev1 or sev2. */
  readonly incident_severe: number
}

export const healthyEstateRates: EstateRates = {
  delivery_retried: 0.01,
  delivery_failed: 0.00005,
  delivery_lost: 0.00005,
  delivery_altered: 0.00002,
  trail_quiet: 0.0001,
  trail_off: 0.002,
  quota_low: 0.01,
  cost_anomaly: 0.004,
  drift: 0.01,
  drift_run_failed: 0.02,
  findings_an_hour: 0.01,
  finding_critical: 0.01,
  incidents_an_hour: 0.0015,
  incident_severe: 0.12,
}

export const roughEstateRates: EstateRates = {
  delivery_retried: 0.06,
  delivery_failed: 0.02,
  delivery_lost: 0.01,
  delivery_altered: 0.01,
  trail_quiet: 0.01,
  trail_off: 0.05,
  quota_low: 0.15,
  cost_anomaly: 0.03,
  drift: 0.15,
  drift_run_failed: 0.1,
  findings_an_hour: 0.03,
  finding_critical: 0.1,
  incidents_an_hour: 0.006,
  incident_severe: 0.35,
}
